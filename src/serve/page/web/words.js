// What the page says, in Chinese and English; names of classes and properties come from the ontology.

const WORDS = {
  title: ["文脉", "Wenmai"],
  tagline: ["新闻里的人、事、地，每一条都有原文", "People, events and places in the news, each with its sentence"],
  home: ["首页", "Front page"],
  graph: ["关系图", "Graph"],
  timeline: ["时间线", "Timeline"],
  map: ["地图", "Map"],
  language: ["English", "中文"],
  languageLabel: ["Switch to English", "切换到中文"],
  views: ["视图", "Views"],
  skip: ["跳到正文", "Skip to content"],
  search: ["搜索", "Search"],
  searchHint: ["人、机构、地方、政策：汉字、拼音、首字母", "Name, pinyin, initials or English"],
  searchEmpty: ["没有这个名字", "No such name"],
  askThis: ["提问：", "Ask: "],
  ask: ["提问", "Ask"],
  askHint: ["用一句话问，例如：谁考察了哪家公司？", "Ask in a sentence: who visited which company?"],
  askLabel: ["问题", "Question"],
  examples: ["例如", "For example"],
  articles: ["篇文章", "articles"],
  mentions: ["次提及", "mentions"],
  claims: ["条事实", "claims"],
  documentsCount: ["篇", "articles"],
  companyVisits: ["最近谁去了哪家公司", "Who visited which company lately"],
  meetings: ["最近的会见", "Latest meetings"],
  planned: ["已宣布、尚未发生", "Announced, not yet reported as done"],
  mostNamed: ["提及最多", "Most mentioned"],
  byMonth: ["各月文章", "Articles by month"],
  mentionsByMonth: ["各月提及", "Mentions by month"],
  allEvents: ["全部事件", "All events"],
  also: ["又名", "Also"],
  code: ["代码", "Code"],
  posts: ["任职", "Posts"],
  postsOf: ["任职者", "Who holds posts here"],
  visits: ["考察访问", "Visits made"],
  visited: ["接待来访", "Visits received"],
  meetingsOf: ["会见", "Meetings"],
  gatherings: ["会议活动", "Gatherings"],
  policies: ["政策", "Policies"],
  agreements: ["合作", "Agreements"],
  statements: ["言论", "Statements"],
  about: ["被谈到", "Spoken of"],
  figures: ["数据", "Figures"],
  itself: ["事件", "Event"],
  relations: ["关系", "Relations"],
  latestArticles: ["最近的文章", "Latest articles"],
  more: ["更多", "more"],
  showMore: ["再显示一些", "Show more"],
  evidence: ["依据", "Evidence"],
  evidenceOf: ["依据：", "Evidence: "],
  close: ["关闭", "Close"],
  openArticle: ["看全文", "Read the article"],
  confidence: ["置信度", "confidence"],
  rule: ["规则", "rule"],
  byCode: ["由行政区划代码给出", "Given by administrative codes"],
  noEvidence: ["没有单独的句子", "No sentence of its own"],
  cut: ["文章太长，只显示引文前后。", "The article is long; only what is around the quote is shown."],
  inGraph: ["图中的事物与关系", "What the picture shows"],
  addToGraph: ["把名字加入图中", "Add a name to the picture"],
  emptyGraph: ["从搜索或提问开始：结果会画在这里。", "Search or ask: what is found is drawn here."],
  expand: ["展开", "Expand"],
  expandMore: ["再展开", "Expand more"],
  openCard: ["打开卡片", "Open card"],
  hide: ["从图中移去", "Remove"],
  fit: ["全图", "Fit"],
  zoomIn: ["放大", "Zoom in"],
  zoomOut: ["缩小", "Zoom out"],
  clear: ["清空", "Clear"],
  filters: ["筛选", "Filters"],
  since: ["起", "From"],
  until: ["止", "To"],
  minConfidence: ["最低置信度", "At least this sure"],
  types: ["类型", "Types"],
  legend: ["图例", "Legend"],
  neighboursShown: ["已显示 {0} / {1} 个相邻", "{0} of {1} neighbours shown"],
  noWebgl: ["此浏览器不能绘图（WebGL），下面的列表内容相同。", "This browser cannot draw (WebGL); the list below says the same."],
  happened: ["已发生", "happened"],
  realis_planned: ["计划", "planned"],
  realis_cancelled: ["取消", "cancelled"],
  realis_denied: ["否认", "denied"],
  realis_hypothetical: ["假设", "hypothetical"],
  realis_generic: ["泛指", "generic"],
  reported: ["报道于", "reported"],
  undated: ["日期不详", "undated"],
  nothing: ["没有找到。", "Nothing found."],
  notUnderstood: ["没有读懂", "Not understood"],
  understoodAs: ["理解为", "Understood as"],
  rows: ["行", "rows"],
  firstRows: ["只显示前 {0} 行", "The first {0} rows"],
  showSparql: ["对应的 SPARQL", "The SPARQL behind it"],
  openSparql: ["在 SPARQL 中打开", "Open in SPARQL"],
  run: ["运行", "Run"],
  readyQueries: ["现成的查询", "Ready-made queries"],
  sparqlLabel: ["SPARQL 查询", "SPARQL query"],
  downloadCsv: ["下载 CSV", "Download CSV"],
  running: ["正在查询…", "Running…"],
  took: ["{0} 行，{1} 毫秒", "{0} rows, {1} ms"],
  failed: ["出错了：", "Failed: "],
  loading: ["正在读取…", "Loading…"],
  preparing: ["服务器正在读入全部文章的图谱，已 {0} 秒；SPARQL 已可用。", "The server is loading the graph of all articles, for {0} s so far; SPARQL answers already."],
  mapNote: ["轮廓：Natural Earth（公有领域）概略图，仅供定位。", "Outlines: Natural Earth (public domain), simplified; for orientation only."],
  mapCounts: ["{0} 件事在图上，{1} 件地点不明", "{0} events on the map, {1} without a known place"],
  eventsHere: ["{0} 件事", "{0} events"],
  onlyNamed: ["仅被提及", "named only"],
  showNamed: ["也显示仅被提及的地方", "Also places that are only named"],
  mapLabel: ["地点图", "Map of places"],
  scope: ["只看", "Only"],
  everything: ["全部", "Everything"],
  holder: ["任职者", "Holder"],
  asTable: ["画成图", "Draw as graph"],
  print: ["", ""],
  dossier: ["离线档案", "Offline dossier"],
  dossierNote: ["此文件自成一体，离线可读：图谱 {1} 个事物中的 {0} 个，文章 {2} 篇。", "Complete in itself, no network needed: {0} of the graph’s {1} things, {2} articles."],
  keyboard: ["方向键选择，回车展开，E 打开卡片", "Arrows choose, Enter expands, E opens the card"],
  nodes: ["{0} 个事物，{1} 条关系", "{0} things, {1} relations"],
  Event: ["事件", "Event"],
};

const state = { language: "zh", terms: { classes: {}, properties: {} } };

/** The language of the page: `zh` or `en`. */
export function language() {
  return state.language;
}

/** Sets it; remembered where the browser lets us. */
export function setLanguage(next) {
  state.language = next;
  document.documentElement.lang = next === "zh" ? "zh-Hans" : "en";
  try {
    localStorage.setItem("wenmai-language", next);
  } catch {
    // A page from a disk may have no storage.
  }
}

/** The language to begin with: that of the last visit, else the browser's. */
export function firstLanguage() {
  try {
    const known = localStorage.getItem("wenmai-language");
    if (known === "zh" || known === "en") return known;
  } catch {
    // See above.
  }
  return navigator.language?.startsWith("zh") ? "zh" : "en";
}

/** Takes the labels of the ontology. */
export function setTerms(terms) {
  state.terms = terms;
}

/** Words of the page; `{0}` and so on stand for values. */
export function t(key, ...values) {
  const pair = WORDS[key];
  const text = pair ? pair[state.language === "zh" ? 0 : 1] : key;
  return text.replace(/\{(\d)\}/g, (_, place) => String(values[Number(place)] ?? ""));
}

/** What to call a class: 公司, Company. */
export function className(name) {
  return state.terms.classes[name]?.[state.language] ?? (WORDS[name] ? t(name) : name);
}

/** What to call a property: 考察, visited. */
export function propertyName(name) {
  return state.terms.properties[name]?.[state.language] ?? name;
}

/** The names of all terms, for completion: `[["visited", "考察"], …]`. */
export function termNames() {
  const { classes, properties } = state.terms;
  return [...Object.entries(classes), ...Object.entries(properties)].map(([name, term]) => [name, term[state.language]]);
}
