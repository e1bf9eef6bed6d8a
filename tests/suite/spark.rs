//! The archive on Apache Spark, with an executor killed in the middle.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    archive::{article, assert_same, outputs},
    sandbox::{Sandbox, checkout, client, stderr},
};

/// Processes below `parent`, with their command lines.
fn descendants(parent: u32) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    let mut parents = vec![parent];
    let all: Vec<(u32, u32)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let id: u32 = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
            let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
            Some((id, parent))
        })
        .collect();
    while let Some(parent) = parents.pop() {
        for (id, _) in all.iter().filter(|(_, p)| *p == parent) {
            let line = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            found.push((*id, String::from_utf8_lossy(&line).replace('\0', " ")));
            parents.push(*id);
        }
    }
    found
}

/// How many parts of the results are whole.
fn whole_parts(results: &Path) -> usize {
    let attempts = fs::read_dir(results.join("_temporary/0")).into_iter().flatten().flatten();
    attempts.filter(|entry| entry.file_name().to_string_lossy().starts_with("task_")).count()
}

/// The folder of `pyspark`, where Python has it.
fn spark_home() -> Option<PathBuf> {
    let output = Command::new("python3")
        .args(["-c", "import pyspark, os; print(os.path.dirname(pyspark.__file__))"])
        .output()
        .ok()?;
    let folder = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    folder.join("bin/spark-submit").exists().then_some(folder)
}

#[cfg(target_os = "linux")]
#[test]
fn spark_gives_the_bytes_of_a_local_run_though_an_executor_is_killed() {
    if !client("python3") || !client("java") {
        return;
    }
    let Some(home) = spark_home() else {
        eprintln!("skipped: Python has no package pyspark");
        return;
    };
    let sandbox = Sandbox::new();
    for n in 0..48 {
        sandbox.file(&format!("in/a{n}.txt"), article(n));
    }
    let local = sandbox.run(&["build", "in", "--quiet", "-o", "local"]);
    assert_eq!(local.status.code(), Some(0), "{}", stderr(&local));
    let log = fs::File::create(sandbox.path("spark.log")).unwrap();
    let mut spark = Command::new(home.join("bin/spark-submit"))
        .args(["--master", "local-cluster[2,1,1024]", "--driver-memory", "512m"])
        .args(["--conf", "spark.executor.memory=512m", "--conf", "spark.ui.enabled=false"])
        .arg(checkout("docs/spark.py"))
        .args(["--partitions", "16", "--results", "results", "--out", "out", "--merge=--quiet"])
        .args(["--duizhao", env!("CARGO_BIN_EXE_duizhao"), "in"])
        .current_dir(sandbox.path(""))
        .env("SPARK_HOME", &home)
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .env("PYSPARK_PYTHON", "python3")
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();
    let start = Instant::now();
    let mut killed = false;
    let status = loop {
        if let Some(status) = spark.try_wait().unwrap() {
            break status;
        }
        let parts = whole_parts(&sandbox.path("results"));
        if !killed && parts > 0 && parts < 12 {
            let executors = descendants(spark.id());
            let executor =
                executors.iter().find(|(_, line)| line.contains("CoarseGrainedExecutorBackend"));
            if let Some((id, _)) = executor {
                let kill = Command::new("kill").args(["-9", &id.to_string()]).status().unwrap();
                killed = kill.success();
            }
        }
        assert!(start.elapsed() < Duration::from_mins(5), "Spark does not end");
        std::thread::sleep(Duration::from_millis(20));
    };
    let said = fs::read_to_string(sandbox.path("spark.log")).unwrap();
    assert!(status.success(), "{said}");
    assert!(killed, "no executor was killed: {said}");
    assert_same(&outputs(&sandbox.path("local")), &outputs(&sandbox.path("out")), "Spark");
}
