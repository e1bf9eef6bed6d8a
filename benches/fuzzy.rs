//! Fuzzy search in a memory of 50,000 units: queries a second, units indexed a second.
//! `cargo bench --bench fuzzy`; `cargo dev fuzzy` measures a million real units.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench fails by panicking")]

use std::{path::Path, sync::LazyLock};

use divan::{Bencher, counter::ItemsCount};
use duizhao::{
    domain::Side,
    store::fuzzy::{Index, Options, ScriptFolding, Searcher},
};

fn main() {
    divan::main();
}

const UNITS: usize = 50_000;

const ZH: [&str; 12] = [
    "海底电缆",
    "数据中心",
    "出口管制",
    "环湾各国",
    "治理机制",
    "技术标准",
    "能源安全",
    "跨境数据",
    "港口城市",
    "信任措施",
    "联合巡护",
    "公共产品",
];
const EN: [&str; 12] = [
    "submarine cables",
    "data centres",
    "export controls",
    "the gulf states",
    "governance",
    "technical standards",
    "energy security",
    "cross-border data",
    "port cities",
    "trust",
    "joint patrols",
    "public goods",
];

/// Units of different combinations of terms.
static SAMPLE: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    (0..UNITS)
        .map(|n| {
            let at = |step: usize| (n / step + n * step) % 12;
            let [a, b, c, d] = [at(1), at(12), at(144), at(1728)];
            (
                format!("{}与{}关系到{},第{n}次会议就{}达成谅解。", ZH[a], ZH[b], ZH[c], ZH[d]),
                format!(
                    "{} and {} matter for {}; meeting {n} reached an understanding on {}.",
                    EN[a], EN[b], EN[c], EN[d]
                ),
            )
        })
        .collect()
});

fn index(folder: &Path, units: &[(String, String)]) -> Index {
    let mut index = Index::create(folder).unwrap();
    let mut change = index.change();
    for (number, (zh, en)) in (0..).zip(units) {
        change.add(number, zh, en).unwrap();
    }
    change.commit("1").unwrap();
    index
}

fn searches(bencher: Bencher<'_, '_>, side: Side, threshold: f64, queries: [&str; 3]) {
    let folder = tempfile::tempdir().unwrap();
    let mut searcher: Searcher = index(folder.path(), &SAMPLE).searcher().unwrap();
    let options = Options { side, threshold, limit: 5, scripts: ScriptFolding::Apart };
    // At 60 the first query has hits, so that what is timed is no search of nothing.
    let least = Options { threshold: 60.0, ..options };
    assert!(!searcher.search(queries[0], &least).unwrap().is_empty());
    bencher
        .counter(ItemsCount::new(queries.len()))
        .bench_local(|| queries.map(|query| searcher.search(query, &options).unwrap().len()));
}

#[divan::bench(args = [60.0, 75.0, 90.0])]
fn chinese(bencher: Bencher<'_, '_>, threshold: f64) {
    let queries = [
        "海底电缆与数据中心关系到出口管制,第17次会议就信任措施达成谅解。",
        "港口城市与能源安全关系密切,各国应就公共产品达成谅解。",
        "今年的天气一直很好,人们都出门去了。",
    ];
    searches(bencher, Side::Zh, threshold, queries);
}

#[divan::bench(args = [60.0, 75.0, 90.0])]
fn english(bencher: Bencher<'_, '_>, threshold: f64) {
    let queries = [
        "submarine cables and data centres matter for export controls; meeting 17 reached an understanding on trust.",
        "port cities matter for energy security, and states should reach an understanding on public goods.",
        "The weather has been fine all year, and people have been out of doors.",
    ];
    searches(bencher, Side::En, threshold, queries);
}

#[divan::bench]
fn build(bencher: Bencher<'_, '_>) {
    let units = &SAMPLE[..10_000];
    bencher.counter(ItemsCount::new(units.len())).bench_local(|| {
        let folder = tempfile::tempdir().unwrap();
        index(folder.path(), units).units()
    });
}
