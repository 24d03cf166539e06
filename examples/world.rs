//! How the things of a store hold together: what linking makes of its records, and whether people, provinces and
//! ministries that everyone knows are one node each.
//!
//! `cargo run --release --example world -- wenmai-store [DUMP.jsonl]` (or a file of records in the place of the store): with a file, each thing and each decision is written there, one JSON
//! object a line, to draw samples from. Names and codes are public facts.
#![allow(clippy::print_stdout, reason = "an example tells on standard output")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use wenmai::graph::{self, NodeData};
use wenmai::knowledge::Knowledge;
use wenmai::link::link;
use wenmai::model::{EntityType, Linking, Record, Verdict};
use wenmai::rdf::store::Store;

const LEADERS: [&str; 30] = [
    "习近平",
    "李强",
    "赵乐际",
    "王沪宁",
    "蔡奇",
    "丁薛祥",
    "李希",
    "韩正",
    "王毅",
    "何立峰",
    "石泰峰",
    "李干杰",
    "李克强",
    "栗战书",
    "汪洋",
    "吴政隆",
    "谌贻琴",
    "王小洪",
    "张国清",
    "刘国中",
    "李书磊",
    "李鸿忠",
    "张又侠",
    "普京",
    "特朗普",
    "拜登",
    "马克龙",
    "泽连斯基",
    "内塔尼亚胡",
    "古特雷斯",
];

const PROVINCES: [&str; 31] = [
    "110000", "120000", "130000", "140000", "150000", "210000", "220000", "230000", "310000", "320000", "330000",
    "340000", "350000", "360000", "370000", "410000", "420000", "430000", "440000", "450000", "460000", "500000",
    "510000", "520000", "530000", "540000", "610000", "620000", "630000", "640000", "650000",
];

/// Each with another name that documents use, where there is one.
const MINISTRIES: [(&str, &str); 40] = [
    ("外交部", "中国外交部"),
    ("国防部", "中国国防部"),
    ("国家发展改革委", "国家发展和改革委员会"),
    ("教育部", ""),
    ("科技部", "科学技术部"),
    ("工业和信息化部", "工信部"),
    ("国家民委", "国家民族事务委员会"),
    ("公安部", ""),
    ("国家安全部", ""),
    ("民政部", ""),
    ("司法部", ""),
    ("财政部", ""),
    ("人力资源社会保障部", "人社部"),
    ("自然资源部", ""),
    ("生态环境部", ""),
    ("住房城乡建设部", "住房和城乡建设部"),
    ("交通运输部", ""),
    ("水利部", ""),
    ("农业农村部", ""),
    ("商务部", ""),
    ("文化和旅游部", "文旅部"),
    ("国家卫生健康委", "国家卫健委"),
    ("退役军人事务部", "退役军人部"),
    ("应急管理部", "应急部"),
    ("中国人民银行", "人民银行"),
    ("审计署", ""),
    ("国务院国资委", "国资委"),
    ("海关总署", ""),
    ("国家税务总局", "税务总局"),
    ("市场监管总局", "国家市场监管总局"),
    ("金融监管总局", "国家金融监管总局"),
    ("中国证监会", "证监会"),
    ("国家统计局", ""),
    ("国家体育总局", "体育总局"),
    ("国家医保局", "国家医疗保障局"),
    ("国家能源局", ""),
    ("国家林草局", "国家林业和草原局"),
    ("中央宣传部", "中宣部"),
    ("中央组织部", "中组部"),
    ("中央统战部", "中共中央统战部"),
];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let store = arguments.next().unwrap_or_else(|| "wenmai-store".to_owned());
    let started = Instant::now();
    let records: Vec<Record> = if Path::new(&store).extension().is_some_and(|ending| ending == "jsonl") {
        let lines = std::fs::read_to_string(&store).expect("a file of records");
        lines.lines().map(|line| serde_json::from_str(line).expect("a record")).collect()
    } else {
        Store::open_records(Path::new(&store)).expect("a store").records().expect("records")
    };
    let reading = started.elapsed();
    let started = Instant::now();
    let linking = link(&records, Knowledge::embedded());
    let linked = started.elapsed();
    let entities: usize = records.iter().map(|record| record.entities.len()).sum();
    println!("{} records read in {reading:.1?}, linked in {linked:.1?}", records.len());
    println!("{entities} entities of records are {} things", linking.entities.len());
    types(&records, &linking);
    rules(&linking);
    derived(&records, &linking);
    println!("\nleaders, in how many nodes their name stands (records of each):");
    each(&LEADERS.map(|name| (name, "")), EntityType::Person, &linking);
    println!("\nprovinces that are not one node:");
    for code in PROVINCES {
        let nodes = linking.entities.iter().filter(|entity| entity.code.as_deref() == Some(code)).count();
        let base = format!("place/{code}");
        let more = linking.entities.iter().filter(|entity| entity.key.0.starts_with(&base)).count();
        if nodes != 1 || more != 1 {
            println!("  {code}: {nodes} nodes, {more} keys");
        }
    }
    println!("\nministries, in how many nodes their names stand (records of each):");
    each(&MINISTRIES, EntityType::Organization, &linking);
    if let Some(file) = arguments.next() {
        dump(&linking, &file).expect("a file to write to");
    }
    let started = Instant::now();
    let graph = graph::build(&records, &linking);
    println!("\ngraph of {} nodes in {:.1?}", graph.graph.node_count(), started.elapsed());
    let reprints = graph.documents.values().filter(|document| document.reprint_of.is_some()).count();
    let maybe =
        graph.nodes().filter(|(_, node)| matches!(&node.data, NodeData::Entity(data) if !data.maybe.is_empty()));
    println!("{reprints} documents tell another again; {} things may be another", maybe.count());
    let mut events: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (_, node) in graph.nodes().filter(|(_, node)| node.class.general() == "Event") {
        let documents: BTreeSet<_> = node
            .assertions
            .iter()
            .map(|&index| &graph.assertions[index])
            .filter(|assertion| assertion.asserts.as_ref() == Some(&node.key))
            .map(|assertion| &assertion.document)
            .collect();
        let (all, several) = events.entry(node.class.name()).or_default();
        *all += 1;
        *several += usize::from(documents.len() > 1);
    }
    for (class, (all, several)) in events {
        println!("{class}: {all}, told by several documents {several}");
    }
}

fn types(records: &[Record], linking: &Linking) {
    for kind in EntityType::ALL {
        let before =
            records.iter().flat_map(|record| &record.entities).filter(|entity| entity.entity_type == kind).count();
        let names: BTreeSet<&str> = records
            .iter()
            .flat_map(|record| &record.entities)
            .filter(|entity| entity.entity_type == kind)
            .map(|entity| entity.label.as_str())
            .collect();
        let after = linking.entities.iter().filter(|entity| entity.entity_type == kind).count();
        println!("  {kind}: {before} entities of {} names, {after} things", names.len());
    }
}

fn rules(linking: &Linking) {
    let mut counts: BTreeMap<(Verdict, &str), usize> = BTreeMap::new();
    for decision in &linking.decisions {
        *counts.entry((decision.verdict, &decision.rule)).or_default() += 1;
    }
    for ((verdict, rule), count) in counts {
        println!("  {verdict} by {rule}: {count}");
    }
}

/// What is a part of what by names, and whom bare titles mean.
fn derived(records: &[Record], linking: &Linking) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for parent in &linking.parents {
        *counts.entry(&parent.rule).or_default() += 1;
    }
    for (rule, count) in counts {
        println!("  parts by {rule}: {count}");
    }
    let titles: usize = records.iter().map(|record| record.unnamed.len()).sum();
    let borne: usize = linking.titles.values().map(BTreeMap::len).sum();
    println!("  {titles} bare titles, {borne} of one person");
}

fn each(names: &[(&str, &str)], kind: EntityType, linking: &Linking) {
    let mut several = 0;
    for (name, other) in names {
        let mut nodes: Vec<(usize, &str)> = linking
            .entities
            .iter()
            .filter(|entity| entity.entity_type == kind)
            .filter(|entity| {
                entity
                    .names
                    .iter()
                    .chain([&entity.label])
                    .any(|known| known == name || known == other && !other.is_empty())
            })
            .map(|entity| (entity.members.len(), entity.key.0.as_str()))
            .collect();
        nodes.sort_by(|a, b| b.cmp(a));
        several += usize::from(nodes.len() != 1);
        println!("  {name}: {} {:?}", nodes.len(), &nodes[..nodes.len().min(5)]);
    }
    println!("  {} of {} in one node", names.len() - several, names.len());
}

fn dump(linking: &Linking, file: &str) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    for entity in &linking.entities {
        writeln!(out, "{}", serde_json::json!({ "entity": entity }))?;
    }
    for parent in &linking.parents {
        writeln!(out, "{}", serde_json::json!({ "parent": parent }))?;
    }
    for decision in &linking.title_decisions {
        writeln!(out, "{}", serde_json::json!({ "title": decision, "reason": decision.reason() }))?;
    }
    for decision in &linking.decisions {
        writeln!(out, "{}", serde_json::json!({ "decision": decision, "reason": decision.reason() }))?;
    }
    out.flush()
}
