// Runs inside OmegaT's own classes (its jar brings Groovy): opens the project at args[0] with the
// settings folder args[1] and prints, one JSON object a line,
//   {"segment": source, "translation": what the project fills in, or null}
//   {"glossary": file, "source": term, "target": terms, "comment": text}
//   {"split": n, "segments": [...]}   for line n of the file args[2], split by the project's rules
import groovy.json.JsonOutput
import org.omegat.core.Core
import org.omegat.util.ProjectFileStorage
import org.omegat.core.data.RealProject
import org.omegat.gui.glossary.GlossaryReaderCSV
import org.omegat.gui.glossary.GlossaryReaderTBX
import org.omegat.gui.glossary.GlossaryReaderTSV
import org.omegat.util.Language
import org.omegat.util.RuntimePreferences

// OmegaT's log goes to standard output too; the test reads a file.
def out = new File(args[1], "driver.jsonl").newPrintWriter("UTF-8")
def say = { out.println(JsonOutput.toJson(it)) }

RuntimePreferences.setConfigDir(args[1])
org.omegat.filters2.master.PluginUtils.loadPlugins([:])
Core.initializeConsole([:])
def properties = ProjectFileStorage.loadProjectProperties(new File(args[0]))
def project = new RealProject(properties)
Core.setProject(project)
project.loadProject(true)
project.allEntries.each { entry ->
    def found = project.getTranslationInfo(entry)
    say([segment: entry.srcText, translation: found.translated ? found.translation : null])
}
new File(properties.glossaryRoot).listFiles().sort().each { file ->
    def reader = file.name.endsWith(".tbx") ? GlossaryReaderTBX
        : file.name.endsWith(".csv") ? GlossaryReaderCSV : GlossaryReaderTSV
    reader.read(file, false).each {
        say([glossary: file.name, source: it.srcText, target: it.locText, comment: it.commentText])
    }
}
if (args.length > 2) {
    new File(args[2]).readLines("UTF-8").eachWithIndex { line, n ->
        def segments = Core.segmenter.segment(new Language("ZH-CN"), line, [], [])
        say([split: n, segments: segments])
    }
}
out.close()
System.exit(0)
