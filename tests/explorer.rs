//! The explorer's answers over the example articles, and the dossier made of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use wenmai::graph::NodeKey;
use wenmai::ingest;
use wenmai::knowledge::Knowledge;
use wenmai::model::{Document, Span};
use wenmai::pipeline;
use wenmai::serve::api::{ApiError, Explorer, Wanted};
use wenmai::serve::page::{Size, dossier};

const BASE: &str = "https://w3id.org/wenmai/data/";
const WHO: &str = "person/林若川";

fn documents() -> Vec<Document> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/articles");
    let options = ingest::Options { date: Some("2025-05-21".parse().unwrap()) };
    let (documents, _) = ingest::read_inputs(&[folder.into()], &options);
    assert!(documents.len() > 5);
    documents
}

fn explorer(documents: &[Document]) -> Explorer {
    let records = pipeline::records(documents, Knowledge::embedded(), || ());
    Explorer::new(Arc::new(pipeline::graph(&records, Knowledge::embedded())), BASE)
}

#[test]
fn a_name_is_found_by_each_of_its_forms() {
    let explorer = explorer(&documents());
    for word in ["林若川", "林若", "linruochuan", "Lin Ruo", "lrc", "林若川 "] {
        let found = explorer.search(word, None, 5);
        assert_eq!(found.first().map(|one| one.thing.key.as_str()), Some(WHO), "{word}");
    }
    assert!(explorer.search("lrc", Some("Place"), 5).is_empty());
    assert!(explorer.search("", None, 5).is_empty() && explorer.search("？！", None, 5).is_empty());
    assert!(explorer.search("a", None, 50).len() <= 50);
}

#[test]
fn pages_of_neighbours_make_up_the_whole() {
    let explorer = explorer(&documents());
    let wanted = Wanted::default();
    let whole = explorer.neighbours(WHO, &[], &wanted, 0, usize::MAX).unwrap();
    assert!(whole.total > 5 && whole.items.len() == whole.total);
    let mut pages = Vec::new();
    for offset in (0..whole.total).step_by(3) {
        pages.extend(explorer.neighbours(WHO, &[], &wanted, offset, 3).unwrap().items);
    }
    assert_eq!(pages, whole.items);
    assert!(whole.items.is_sorted_by(|one, other| one.strength >= other.strength));
    let companies = explorer.neighbours(WHO, &["Company".to_owned()], &wanted, 0, 50).unwrap();
    assert!(companies.total > 0 && companies.total < whole.total);
    assert!(companies.items.iter().all(|item| item.thing.class == "Company"));
    // Links among a thing and its neighbours hold each link of the neighbourhood, once.
    let keys: Vec<String> = whole.items.iter().map(|item| item.thing.key.clone()).chain([WHO.to_owned()]).collect();
    let links = explorer.links(&keys, &wanted);
    let names: BTreeSet<_> = links.iter().map(|link| (&link.from, link.property, &link.to)).collect();
    assert_eq!(names.len(), links.len());
    for link in whole.items.iter().flat_map(|item| &item.links) {
        let both = [(&link.from, link.property, &link.to), (&link.to, link.property, &link.from)];
        assert!(both.iter().any(|name| names.contains(name)), "{link:?}");
    }
    // A time and a confidence leave fewer.
    let late = Wanted { since: Some("2025-06-01".parse().unwrap()), ..wanted };
    let later = explorer.neighbours(WHO, &[], &late, 0, usize::MAX).unwrap();
    assert!(later.total > 0 && later.total < whole.total);
    let sure = Wanted { confidence: Some(1.01), ..wanted };
    assert_eq!(explorer.neighbours(WHO, &[], &sure, 0, 5).unwrap().total, 0);
}

#[test]
fn evidence_is_the_text_and_marks_lie_on_it() {
    let documents = documents();
    let explorer = explorer(&documents);
    let company = "organization/云岭半导体有限公司";
    let proof = explorer.edge_evidence(WHO, "visited", company).unwrap();
    assert!(!proof.claims.is_empty());
    for claim in &proof.claims {
        let document = documents.iter().find(|document| document.id.0 == claim.document).unwrap();
        let characters: Vec<char> = document.text.chars().collect();
        let marks: Vec<Span> = claim.quotes.iter().map(|quote| Span::new(quote.start, quote.end)).collect();
        let article = explorer.article(&claim.document, &document.text, &marks).unwrap();
        for quote in &claim.quotes {
            assert_eq!(characters[quote.start..quote.end].iter().collect::<String>(), quote.text);
        }
        let marked: String =
            article.lines.iter().flatten().filter(|run| run.mark).map(|run| run.text.as_str()).collect();
        let quoted: String = claim.quotes.iter().flat_map(|quote| quote.text.chars()).filter(|c| *c != '\n').collect();
        assert_eq!(marked, quoted);
    }
    assert!(matches!(explorer.edge_evidence(WHO, "met", company), Err(ApiError::NoEdge(..))));
    assert!(matches!(explorer.edge_evidence("person/无此人", "met", company), Err(ApiError::NoThing(_))));
}

#[test]
fn runs_stand_where_they_say_and_leave_nothing_out() {
    let documents = documents();
    let explorer = explorer(&documents);
    for document in &documents {
        let characters: Vec<char> = document.text.chars().collect();
        let article = explorer.article(&document.id.0, &document.text, &[Span::new(3, 9)]).unwrap();
        assert!(!article.cut);
        for run in article.lines.iter().flatten() {
            let length = run.text.chars().count();
            assert_eq!(characters[run.at..run.at + length].iter().collect::<String>(), run.text);
        }
        let segments = &explorer.graph().documents[&document.id].segments;
        let own: String = if segments.is_empty() {
            document.text.to_string()
        } else {
            segments.iter().flat_map(|span| &characters[span.start..span.end]).collect()
        };
        let bare = |text: &str| text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect::<String>();
        let shown: String = article.lines.iter().flatten().map(|run| run.text.as_str()).collect();
        assert_eq!(shown, bare(&own), "{}", document.id);
    }
}

#[test]
fn a_card_pages_its_sections_and_tells_plans_from_deeds() {
    let explorer = explorer(&documents());
    let card = explorer.card(WHO).unwrap();
    assert_eq!(card.pinyin.as_deref(), Some("Lin Ruochuan"));
    assert!(card.posts.iter().any(|post| post.position.as_ref().is_some_and(|position| position.label == "省长")));
    let visits = card.sections.iter().find(|section| section.id == "visits").unwrap();
    assert!(visits.items.iter().any(|event| event.realis == "planned"));
    assert!(visits.items.iter().any(|event| event.realis == "happened"));
    let all = explorer.section(WHO, "visits", 0, 200).unwrap();
    assert_eq!((all.total, all.items.len()), (visits.total, visits.total));
    assert_eq!(explorer.section(WHO, "visits", 1, 1).unwrap().items[0], all.items[1]);
    assert!(explorer.section(WHO, "nothing", 0, 1).is_err());
    let timeline = explorer.timeline(Some(WHO), &["Visit".to_owned()], &Wanted::default(), 0, 200).unwrap();
    assert_eq!(timeline.total, all.total);
    let by_month: usize = timeline.months.iter().flat_map(|month| month.counts.values()).sum();
    assert_eq!(by_month, timeline.items.iter().filter(|event| event.from.or(event.reported).is_some()).count());
}

#[test]
fn a_dossier_is_bounded_whole_and_the_same_each_time() {
    let documents = documents();
    let text = |hash: &str| {
        let document = documents.iter().find(|document| document.sha256 == hash).unwrap();
        Ok(document.text.to_string())
    };
    let size = Size { things: 4, ..Size::default() };
    let first = [NodeKey("organization/鸿雁航空科技有限公司".to_owned())];
    let (page, held) = dossier(&explorer(&documents), &size, &first, text).unwrap();
    let (again, _) = dossier(&explorer(&documents), &size, &first, text).unwrap();
    assert!(page == again && held.things == 4 && held.of > 20);
    for outside in ["http-equiv=\"refresh\"", " src=", "@import", "url(http"] {
        let before = page.split("id=\"wenmai-data\"").next().unwrap();
        assert!(!before.contains(outside), "{outside}");
    }
    let data = page.split("id=\"wenmai-data\">").nth(1).unwrap().split("</script>").next().unwrap();
    assert!(!data.contains('<'));
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert!(data["cards"].get(&first[0].0).is_some());
    // All that is linked has a card, and all that a card shows has its proof, whose claims are there.
    for link in data["links"].as_array().unwrap() {
        let name = format!(
            "{}|{}|{}",
            link["from"].as_str().unwrap(),
            link["property"].as_str().unwrap(),
            link["to"].as_str().unwrap()
        );
        assert!(data["cards"].get(link["from"].as_str().unwrap()).is_some(), "{name}");
        assert!(data["proofs"].get(&name).is_some(), "{name}");
    }
    for card in data["cards"].as_object().unwrap().values() {
        for event in
            card["sections"].as_array().unwrap().iter().flat_map(|section| section["items"].as_array().unwrap())
        {
            assert!(data["proofs"].get(format!("node|{}", event["key"].as_str().unwrap())).is_some());
        }
    }
    let claims = data["claims"].as_array().unwrap().len() as u64;
    for proof in data["proofs"].as_object().unwrap().values() {
        assert!(proof["claims"].as_array().unwrap().iter().all(|place| place.as_u64().unwrap() < claims));
    }
    for claim in data["claims"].as_array().unwrap() {
        assert!(data["articles"].get(claim["document"].as_str().unwrap()).is_some());
    }
}
