//! Learning the aligner's weights from gold beads.
