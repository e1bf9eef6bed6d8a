#!/usr/bin/env python3
"""Runs an archive through duizhao on Apache Spark: see CLUSTER.md.

    spark.py --results RESULTS --out OUT INPUT... [-- OPTION OF THE WORKER...]

Spark spreads the files over the machines, runs `duizhao worker` on each of them, and does again what
a machine that went away was at; `duizhao merge` makes the outputs of the results.
"""

import argparse
import shlex
import subprocess
import sys

from pyspark.sql import SparkSession


def main() -> int:
    own, worker = sys.argv[1:], []
    if "--" in own:
        at = own.index("--")
        own, worker = own[:at], own[at + 1 :]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("inputs", nargs="+", help="files and folders, as for `duizhao build`")
    parser.add_argument("--results", required=True, help="new folder for results, seen by all machines")
    parser.add_argument("--out", required=True, help="the output folder")
    parser.add_argument("--duizhao", default="duizhao", help="the program, at the same place everywhere")
    parser.add_argument("--partitions", type=int, default=0, help="how many parts [default: of 50 files]")
    parser.add_argument("--merge", default="", help="further options of `duizhao merge`, in one word")
    options = parser.parse_args(own)

    listing = subprocess.run(
        [options.duizhao, "worker", "--list", *options.inputs], check=True, stdout=subprocess.PIPE
    )
    requests = listing.stdout.decode("utf-8").splitlines()
    parts = options.partitions or max(1, len(requests) // 50)

    spark = SparkSession.builder.appName("duizhao").getOrCreate()
    try:
        command = shlex.join([options.duizhao, "worker", *worker])
        results = spark.sparkContext.parallelize(requests, parts).pipe(command, checkCode=True)
        results.saveAsTextFile(options.results)
    finally:
        spark.stop()

    merge = [options.duizhao, "merge", options.results, "-o", options.out]
    return subprocess.run(merge + shlex.split(options.merge)).returncode


if __name__ == "__main__":
    sys.exit(main())
