use oxigraph::io::RdfFormat;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let at = args.iter().position(|a| a == "--store").unwrap();
    let store = oxigraph::store::Store::new().unwrap();
    store.load_from_slice(RdfFormat::TriG, &std::fs::read(&args[at + 1]).unwrap()).unwrap();
    let asker = wenmai::ask::Asker::new(&store).unwrap();
    if args.iter().any(|a| a == "-") {
        for line in std::io::stdin().lines() {
            let line = line.unwrap();
            let a = asker.ask(&line, &Default::default()).unwrap();
            println!("Q {line}\n  {}", a.interpretation);
            for r in a.rows.iter().zip(&a.evidence) { println!("    {}   [{}]", serde_json::to_string(r.0).unwrap(), r.1.len()); }
            if args.iter().any(|a| a == "-v") { println!("{}", a.sparql); }
        }
        return;
    }
    let a = asker.ask(args.last().unwrap(), &Default::default()).unwrap();
    println!("{}", serde_json::to_string(&a).unwrap());
}
