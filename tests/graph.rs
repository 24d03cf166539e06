//! The knowledge graph: what facts become, and the laws it keeps.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use proptest::prelude::*;
use support::{graph_of, linked, records};
use wenmai::graph::{
    Direction, Filter, KnowledgeGraph, Layer, NodeData, NodeKey, PathQuery, Property, Reason, View, build,
};
use wenmai::model::{Attribute, FactType, Realis, Record};

/// All of the graph as lines: nodes, edges, assertions, mentions.
fn dump(graph: &KnowledgeGraph) -> String {
    let mut text = String::new();
    for (_, node) in graph.nodes() {
        let realis = node.realis().map_or(String::new(), |realis| format!(" {}", realis.name()));
        let (from, to) = node.days();
        let days: Vec<String> = [from, to].into_iter().flatten().map(|day| day.to_string()).collect();
        let _ = writeln!(
            text,
            "{} [{}] {}{realis} {} {:?}",
            node.key,
            node.class,
            node.label,
            days.join("/"),
            node.assertions
        );
        match &node.data {
            NodeData::Entity(data) => {
                let _ = writeln!(
                    text,
                    "    names {:?} mentions {} documents {}",
                    data.entity.names, data.mention_count, data.document_count
                );
            }
            NodeData::Position(data) => {
                let _ = writeln!(text, "    title {} names {:?}", data.title, data.names);
            }
            NodeData::Event(data) => {
                let _ = writeln!(text, "    {:?}", data.attributes);
            }
            NodeData::Observation(data) => {
                let _ = writeln!(text, "    {:?}", data.attributes);
            }
            NodeData::Tenure(_) => {}
        }
    }
    for (_, from, edge, to) in graph.edges() {
        let layer = match edge.layer {
            Layer::Role => "--",
            Layer::Direct => "==",
        };
        let code = if edge.by_code { " by code" } else { "" };
        let _ = writeln!(text, "{} {layer}{}{layer}> {} {:?}{code}", from.key, edge.property, to.key, edge.assertions);
    }
    for (number, assertion) in graph.assertions.iter().enumerate() {
        let _ = writeln!(
            text,
            "{number}: {} {} {} by {} of {} roles {} edges {}",
            assertion.key,
            assertion.fact_type,
            assertion.realis.name(),
            assertion.rule,
            assertion.asserts.as_ref().map_or("nothing", |key| &key.0),
            assertion.roles.len(),
            assertion.edges.len()
        );
    }
    for mention in &graph.mentions {
        let _ = writeln!(
            text,
            "{} {:?} {:?} {}",
            mention.document, mention.quote.chars, mention.quote.text, mention.entity
        );
    }
    text
}

fn trip() -> KnowledgeGraph {
    graph_of(&records("graph/trip.jsonl"))
}

fn key(key: &str) -> NodeKey {
    NodeKey(key.to_owned())
}

/// Keys that a node's direct edges of one property lead to.
fn targets(graph: &KnowledgeGraph, from: &str, property: Property) -> Vec<String> {
    let from = graph.index_of(&key(from)).expect(from);
    graph
        .neighbours(from, View::Entity)
        .into_iter()
        .filter(|neighbour| neighbour.direction == Direction::Outgoing)
        .filter(|neighbour| graph.graph[neighbour.edge].property == property)
        .map(|neighbour| graph.graph[neighbour.node].key.0.clone())
        .collect()
}

#[test]
fn facts_become_nodes_edges_and_assertions() {
    insta::assert_snapshot!("graph_trip", dump(&trip()));
}

#[test]
fn a_visit_to_a_site_is_a_visit_to_its_owner_and_plans_are_no_visits() {
    let graph = trip();
    assert_eq!(
        targets(&graph, "person/赵明", Property::Visited),
        ["organization/星桥科技有限公司", "organization/青禾公司", "place/110000", "place/青禾公司亦庄办公区",]
    );
    let planned: Vec<Realis> =
        graph.nodes().filter_map(|(_, node)| node.realis()).filter(|realis| *realis != Realis::Happened).collect();
    assert_eq!(planned.len(), 2, "a planned and a cancelled visit are nodes all the same");
}

#[test]
fn two_documents_that_tell_one_dated_visit_share_its_node() {
    let graph = trip();
    let told: Vec<usize> = graph
        .nodes()
        .filter(|(_, node)| node.label.starts_with("赵明") && node.label.contains("亦庄"))
        .map(|(_, node)| {
            node.assertions.iter().filter(|&&index| graph.assertions[index].asserts.as_ref() == Some(&node.key)).count()
        })
        .collect();
    assert_eq!(told, [2]);
}

#[test]
fn whoever_came_along_visits_and_is_named_at_the_main_visit() {
    let graph = trip();
    assert_eq!(targets(&graph, "person/陈静", Property::Visited), ["place/110000"]);
    let chen = graph.index_of(&key("person/陈静")).expect("陈静");
    let roles: BTreeSet<Property> = graph
        .neighbours(chen, View::Full)
        .into_iter()
        .filter(|neighbour| graph.graph[neighbour.edge].layer == Layer::Role)
        .map(|neighbour| graph.graph[neighbour.edge].property)
        .collect();
    assert_eq!(roles, BTreeSet::from([Property::Visitor, Property::Companion]));
}

#[test]
fn paths_say_what_joins_each_step() {
    let graph = trip();
    let (chen, ma) =
        (graph.index_of(&key("person/陈静")).expect("陈静"), graph.index_of(&key("person/马林")).expect("马林"));
    let path = graph.shortest_path(chen, ma, View::Entity).expect("a way");
    let way: Vec<&str> = path.iter().map(|step| graph.graph[step.to].label.as_str()).collect();
    assert_eq!(way, ["北京市", "赵明", "马林"]);
    for step in &path {
        let assertions = step.edges.iter().flat_map(|neighbour| &graph.graph[neighbour.edge].assertions);
        assert!(assertions.count() > 0, "each step rests on something");
    }
    let nowhere = graph.index_of(&key("place/东湖市")).expect("东湖市");
    assert_eq!(graph.shortest_path(chen, nowhere, View::Entity), None);
    assert_eq!(graph.shortest_path(chen, chen, View::Entity), Some(Vec::new()));
}

#[test]
fn ranks_sum_to_one_and_the_most_told_of_ranks_above_the_one_told_of_once() {
    let graph = trip();
    let all = graph.select(View::Entity, &Filter::default());
    let ranks = graph.pagerank(&all);
    assert!((ranks.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{ranks:?}");
    let rank = |name: &str| {
        let index = graph.index_of(&key(name)).expect(name);
        let place = all.nodes.iter().position(|&node| node == index).expect(name);
        ranks[place]
    };
    assert!(rank("place/110000") > rank("place/东湖市"));
    // A ring has no first: 1/3 each; the known value for a chain of two is 0.350877, 0.649123.
    let ring = ring(&["a", "b", "c"], true);
    let ranks = ring.pagerank(&ring.select(View::Entity, &Filter::default()));
    assert!(ranks.iter().all(|rank| (rank - 1.0 / 3.0).abs() < 1e-9), "{ranks:?}");
    let chain = self::ring(&["a", "b"], false);
    let ranks = chain.pagerank(&chain.select(View::Entity, &Filter::default()));
    assert!((ranks[0] - 0.350_877).abs() < 1e-5 && (ranks[1] - 0.649_123).abs() < 1e-5, "{ranks:?}");
}

/// Bodies that are parts of each other in turn; closed or not.
fn ring(names: &[&str], closed: bool) -> KnowledgeGraph {
    let entities: Vec<String> = names
        .iter()
        .map(|name| format!(r#"{{"id":"{name}","type":"Organization","label":"{name}","names":["{name}"]}}"#))
        .collect();
    let last = if closed { names.len() } else { names.len() - 1 };
    let facts: Vec<String> = (0..last)
        .map(|at| {
            let (inner, outer) = (names[at], names[(at + 1) % names.len()]);
            format!(r#"{{"id":"f{at}","type":"partOf","args":{{"inner":"{inner}","outer":"{outer}"}}}}"#)
        })
        .collect();
    let record =
        format!(r#"{{"id":"r","date":null,"entities":[{}],"facts":[{}]}}"#, entities.join(","), facts.join(","));
    graph_of(&[serde_json::from_str(&record).expect("record")])
}

#[test]
fn a_long_chain_is_walked_without_recursion() {
    let names: Vec<String> = (0..20_000).map(|number| format!("n{number:05}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let graph = ring(&names, false);
    let all = graph.select(View::Entity, &Filter::default());
    assert_eq!(graph.components(&all).into_iter().max(), Some(0));
    let (first, last) = (all.nodes[0], all.nodes[all.nodes.len() - 1]);
    assert_eq!(graph.shortest_path(last, first, View::Full).map(|path| path.len()), Some(19_999));
    let near = Filter { focus: Some((vec![first], 3)), ..Filter::default() };
    assert_eq!(graph.select(View::Entity, &near).nodes.len(), 4);
}

#[test]
fn codes_join_places_that_the_corpus_names() {
    let records: Vec<Record> = [r#"{"id":"a","date":null,"facts":[],"entities":[
            {"id":"e1","type":"Place","kind":"county","label":"袁州区","names":["袁州区"],"code":"360902"},
            {"id":"e2","type":"Place","kind":"province","label":"江西省","names":["江西省"],"code":"360000"},
            {"id":"e3","type":"Place","kind":"country","label":"中国","names":["中国"],"code":"CN"},
            {"id":"e4","type":"Place","kind":"country","label":"法国","names":["法国"],"code":"FR"}]}"#]
    .iter()
    .map(|json| serde_json::from_str(json).expect("record"))
    .collect();
    let graph = graph_of(&records);
    let edges: Vec<String> = graph
        .edges()
        .map(|(_, from, edge, to)| {
            assert!(edge.by_code && edge.assertions.is_empty());
            format!("{} {} {}", from.key, edge.property, to.key)
        })
        .collect();
    assert_eq!(edges, ["place/360000 locatedIn place/CN", "place/360902 locatedIn place/360000"]);
}

#[test]
fn statistics_count_both_views() {
    let graph = trip();
    let statistics = graph.statistics();
    assert_eq!(statistics.documents, 2);
    assert_eq!(statistics.full.nodes, graph.graph.node_count());
    assert_eq!(statistics.full.edges, graph.graph.edge_count());
    for counts in [&statistics.entity, &statistics.full] {
        assert_eq!(counts.nodes, counts.nodes_by_class.values().sum::<usize>());
        assert_eq!(counts.edges, counts.edges_by_property.values().sum::<usize>());
    }
    assert!(statistics.entity.nodes < statistics.full.nodes);
    assert_eq!(statistics.assertions, statistics.assertions_by_type.values().sum::<usize>());
}

/// Facts of all kinds between the same few people and places, in several documents.
fn corpus() -> impl Strategy<Value = Vec<Record>> {
    let fact = (
        prop::sample::select(FactType::ALL.to_vec()),
        0_usize..4,
        0_usize..4,
        prop::option::of(1_i8..4),
        prop::sample::select(Realis::ALL.to_vec()),
    );
    let document = prop::collection::vec(fact, 0..8);
    prop::collection::vec(document, 0..5)
        .prop_map(|documents| documents.into_iter().enumerate().map(|(number, facts)| record(number, facts)).collect())
}

type Drawn = (FactType, usize, usize, Option<i8>, Realis);

fn record(number: usize, facts: Vec<Drawn>) -> Record {
    let entities = [
        r#"{"id":"p0","type":"Person","label":"甲","names":["甲"],"mentions":[[0,1]]}"#,
        r#"{"id":"p1","type":"Person","label":"乙","names":["乙"],"mentions":[[1,2]]}"#,
        r#"{"id":"o0","type":"Organization","kind":"company","label":"丙公司","names":["丙公司"],"mentions":[[2,3]]}"#,
        r#"{"id":"o1","type":"Place","kind":"site","label":"丁园","names":["丁园"],"mentions":[[3,4]]}"#,
    ];
    let ids = ["p0", "p1", "o0", "o1"];
    let facts: Vec<String> = facts
        .into_iter()
        .enumerate()
        .map(|(place, (fact_type, left, right, day, realis))| {
            let roles = match fact_type {
                FactType::Visited => ["who", "where"],
                FactType::HoldsPosition => ["who", "org"],
                FactType::Met | FactType::Cooperates => ["a", "b"],
                FactType::Attended | FactType::Quoted | FactType::Produces => ["who", "within"],
                FactType::LocatedIn | FactType::PartOf => ["inner", "outer"],
                FactType::Issued => ["who", "policy"],
                FactType::Statistic => ["subject", "within"],
                FactType::SiteOf => ["site", "owner"],
            };
            let date = day.map_or("null".to_owned(), |day| format!("\"2024-05-0{day}\""));
            format!(
                r#"{{"id":"f{}","type":"{}","args":{{"{}":"{}","{}":"{}"}},"date":{date},"realis":"{}",
                    "position":"主任","event":"大会","what":"戊","indicator":"产值",
                    "evidence":[[0,4]],"quotes":["甲乙丙戊"]}}"#,
                place + 1,
                fact_type.name(),
                roles[0],
                ids[left],
                roles[1],
                ids[right],
                realis.name()
            )
        })
        .collect();
    let json = format!(
        r#"{{"id":"d{number}","date":"2024-05-1{number}","entities":[{}],"facts":[{}]}}"#,
        entities.join(","),
        facts.join(",")
    );
    serde_json::from_str(&json).expect("record")
}

proptest! {
    #[test]
    fn order_does_not_matter(
        (records, shuffled) in corpus().prop_flat_map(|records| {
            (Just(records.clone()), Just(records).prop_shuffle())
        })
    ) {
        prop_assert_eq!(dump(&graph_of(&records)), dump(&graph_of(&shuffled)));
    }

    #[test]
    fn what_is_removed_leaves_no_trace(records in corpus(), which in 0_usize..5) {
        let mut fewer = records.clone();
        if which < fewer.len() {
            let gone = fewer.remove(which).id;
            let graph = build(&fewer, &linked(&fewer));
            prop_assert!(graph.assertions.iter().all(|assertion| assertion.document != gone));
            prop_assert!(graph.mentions.iter().all(|mention| mention.document != gone));
            prop_assert!(!graph.documents.contains_key(&gone));
            // Nothing stands without something that the others say.
            for (_, node) in graph.nodes() {
                match &node.data {
                    NodeData::Entity(data) => prop_assert!(data.document_count > 0),
                    _ => prop_assert!(!node.assertions.is_empty()),
                }
            }
        }
    }

    #[test]
    fn edges_and_assertions_name_each_other(records in corpus()) {
        let graph = graph_of(&records);
        let mut behind: BTreeMap<(NodeKey, Layer, Property, NodeKey), BTreeSet<usize>> = BTreeMap::new();
        for (index, assertion) in graph.assertions.iter().enumerate() {
            prop_assert!(assertion.edges.is_empty() || assertion.realis == Realis::Happened);
            for (layer, triples) in [(Layer::Role, &assertion.roles), (Layer::Direct, &assertion.edges)] {
                for triple in triples {
                    behind
                        .entry((triple.subject.clone(), layer, triple.property, triple.object.clone()))
                        .or_default()
                        .insert(index);
                }
            }
        }
        let mut before = None;
        let mut edges = 0;
        for (_, from, edge, to) in graph.edges() {
            let key = (from.key.clone(), edge.layer, edge.property, to.key.clone());
            let told: Vec<usize> = behind[&key].iter().copied().collect();
            prop_assert_eq!(&edge.assertions, &told);
            prop_assert!(before < Some(key.clone()), "in order, each once");
            before = Some(key);
            edges += 1;
        }
        prop_assert_eq!(edges, behind.len(), "every triple is an edge");
        // A symmetric edge is there both ways.
        for (_, from, edge, to) in graph.edges() {
            if edge.property.is_symmetric() {
                let back = (to.key.clone(), edge.layer, edge.property, from.key.clone());
                prop_assert!(behind.contains_key(&back));
            }
        }
        // Events carry the words that tell them.
        for assertion in &graph.assertions {
            if assertion.fact_type == FactType::Quoted && assertion.asserts.is_some() {
                prop_assert_eq!(
                    assertion.attributes.get("quote").and_then(Attribute::text),
                    Some("甲乙丙戊")
                );
            }
        }
    }

    #[test]
    fn selections_are_closed_and_counted(records in corpus(), depth in 0_usize..3, least in 0.0_f64..1.0) {
        let graph = graph_of(&records);
        for view in [View::Entity, View::Full] {
            let filter = Filter {
                focus: Some((graph.named("甲"), depth)),
                types: Vec::new(),
                min_confidence: Some(least),
                ..Filter::default()
            };
            let part = graph.select(view, &filter);
            let whole = graph.select(view, &Filter::default());
            prop_assert!(part.nodes.iter().all(|node| whole.nodes.contains(node)));
            for edge in &part.edges {
                let (from, to) = graph.graph.edge_endpoints(*edge).unwrap();
                prop_assert!(part.nodes.contains(&from) && part.nodes.contains(&to));
                prop_assert!(whole.edges.contains(edge));
            }
            let components: BTreeSet<usize> = graph.components(&part).into_iter().collect();
            prop_assert!(components.len() <= 1, "what lies around one node is one piece");
        }
    }
}

/// People and their meetings: two names and a day each.
fn meetings(told: &[(&str, &str, &str)]) -> KnowledgeGraph {
    let names: BTreeSet<&str> = told.iter().flat_map(|(a, b, _)| [*a, *b]).collect();
    let id = |name: &str| format!("e{}", names.iter().position(|known| *known == name).expect("a name"));
    let entities: Vec<_> = names
        .iter()
        .map(|name| serde_json::json!({"id": id(name), "type": "Person", "label": name, "names": [name], "mentions": [[0, 1]]}))
        .collect();
    let facts: Vec<_> = told
        .iter()
        .enumerate()
        .map(|(number, (a, b, day))| {
            serde_json::json!({
                "id": format!("f{number}"), "type": "met", "args": {"a": id(a), "b": id(b)}, "date": day,
                "evidence": [[0, 1]], "quotes": [format!("{a}见{b}")], "rule": "r",
            })
        })
        .collect();
    let record = serde_json::json!({"id": "r", "date": "2024-01-01", "entities": entities, "facts": facts});
    graph_of(&[serde_json::from_value(record).expect("record")])
}

#[test]
fn of_equally_short_ways_the_one_over_the_lesser_known_comes_first() {
    let graph = meetings(&[
        ("甲", "众", "2024-01-01"),
        ("众", "乙", "2024-01-02"),
        ("众", "丙", "2024-01-02"),
        ("众", "丁", "2024-01-02"),
        ("甲", "戊", "2024-01-03"),
        ("戊", "乙", "2024-01-04"),
        ("丁", "己", "2024-01-05"),
        ("己", "乙", "2024-01-05"),
    ]);
    let at = |name: &str| graph.named(name)[0];
    let ways = |query: &PathQuery| -> Vec<String> {
        graph
            .paths(at("甲"), at("乙"), query)
            .iter()
            .map(|steps| {
                let nodes = steps.iter().map(|step| step.to);
                nodes.map(|node| graph.graph[node].label.clone()).collect::<String>()
            })
            .collect()
    };
    let query = PathQuery { most: 5, ..PathQuery::default() };
    assert_eq!(ways(&query), ["戊乙", "众乙"], "the two shortest and no longer one");
    assert_eq!(ways(&PathQuery { most: 1, ..query.clone() }), ["戊乙"]);
    assert_eq!(ways(&PathQuery { avoid: [at("戊")].into(), ..query.clone() }), ["众乙"]);
    assert_eq!(ways(&PathQuery { via: vec![at("丁")], ..query.clone() }), ["众丁己乙"], "no node twice");
    assert!(ways(&PathQuery { via: vec![at("丙")], ..query.clone() }).is_empty(), "丙 knows only 众");
    let early = Filter { until: Some(jiff::civil::date(2024, 1, 2)), ..Filter::default() };
    assert_eq!(ways(&PathQuery { filter: early, ..query.clone() }), ["众乙"]);
    let visits = vec![Property::Visited];
    assert!(ways(&PathQuery { properties: visits, ..query.clone() }).is_empty());
    let [step, _] = &graph.paths(at("甲"), at("乙"), &query)[0][..] else { panic!("two steps") };
    assert_eq!(step.edges.len(), 1, "a meeting is told once, though its edge stands in both directions");
    assert_eq!(graph.paths(at("甲"), at("甲"), &query), [Vec::new()]);
}

#[test]
fn alike_is_who_shares_what_few_share() {
    let graph = meetings(&[
        ("甲", "稀", "2024-01-01"),
        ("乙", "稀", "2024-01-01"),
        ("甲", "众", "2024-01-02"),
        ("丙", "众", "2024-01-02"),
        ("丁", "众", "2024-01-02"),
        ("戊", "众", "2024-01-02"),
        ("己", "庚", "2024-01-02"),
    ]);
    let at = |name: &str| graph.named(name)[0];
    let found = graph.similar(at("甲"), 10);
    let labels: Vec<&str> = found.iter().map(|similar| graph.graph[similar.node].label.as_str()).collect();
    assert_eq!(labels[0], "乙", "{found:?}");
    assert!(labels[1..].contains(&"丙") && !labels.contains(&"己"), "{labels:?}");
    assert_eq!(found[0].shared, [Reason::Edge(Property::Met, Direction::Outgoing, at("稀"))]);
    // 稀 is known to two, 众 to four: 1/ln 3 of 1/ln 3 + 1/ln 5.
    let (few, many) = (1.0 / 3_f64.ln(), 1.0 / 5_f64.ln());
    assert!((found[0].likeness - few / (few + many)).abs() < 1e-4, "{}", found[0].likeness);
    assert!(graph.similar(at("己"), 10).is_empty(), "庚 is known to 己 alone");
}

#[test]
fn an_overview_names_who_matters_and_what_each_year_brought() {
    let graph = trip();
    let overview = graph.overview(View::Entity, 3);
    let all = graph.select(View::Entity, &Filter::default());
    assert_eq!(overview.top.len(), 3);
    assert_eq!(overview.top[0].label, "赵明");
    assert!(overview.top.windows(2).all(|pair| pair[0].pagerank >= pair[1].pagerank));
    assert_eq!(overview.between.len(), 3);
    assert!(overview.between.windows(2).all(|pair| pair[0].betweenness >= pair[1].betweenness));
    assert_eq!(overview.components, graph.components(&all).into_iter().max().map_or(0, |most| most + 1));
    assert_eq!(overview.top_by_class["Place"].iter().filter(|node| node.class == "Person").count(), 0);
    assert_eq!(overview.years[&2024].documents, 2);
    assert!(overview.years[&2024].events > 0 && overview.modularity > 0.0);
    assert_eq!(graph.nearest("赵明明", 1), ["赵明"]);
    assert!(graph.nearest("xyz", 3).is_empty());
}
