internal import ArgumentParser
internal import Foundation
internal import Organizer

/// The command `photosort crops`.
struct CropsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crops",
    abstract: "Write aligned crops of faces, a folder per person, for training or looking.",
    discussion: """
      photosort crops DIR -o OUT cuts the faces out of DIR/Name/photo.jpg and writes \
      OUT/Name/photo-1.png, and so on from left to right; deeper folders keep their path. \
      photosort crops --named -o OUT takes the faces that have a name in the library. \
      OUT/crops.csv lists every crop with its photo, person, box, landmarks, score and quality. \
      Photos are never changed, and OUT is never scanned.
      """)

  @Argument(help: ArgumentHelp("A folder of people's folders.", valueName: "dir"))
  var folder: String?

  @Flag(help: "Take the named faces of a scanned library, confirmed and matched, instead of DIR.")
  var named = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where crops go: a new folder, or one that crops made.", valueName: "dir"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "The side of the aligned face in pixels. Without it, as the embedder takes it.",
      valueName: "n"))
  var size: Int?

  @Option(
    help: ArgumentHelp(
      "Pixels shown around it at the same scale: --size 112 --margin 16 gives 144×144.",
      valueName: "n"))
  var margin = 0

  @Option(help: "all, or main: the largest, most central face of a photo.")
  var faces = CropOptions.Faces.all

  @Option(help: "png, without loss, or jpg, of quality 95.")
  var format = CropFormat.png

  @Option(
    help: ArgumentHelp(
      "Leave faces out whose box has a shorter side than this, in pixels of the photo.",
      valueName: "n"))
  var minSide = 0

  @Option(help: "How hard to look: fast, standard or thorough.")
  var detail = ScanDetail.standard

  @Option(help: ArgumentHelp("How many photos are worked on at a time.", valueName: "n"))
  var jobs: Int?

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var modelOptions: ModelOptions

  @Flag(help: "Print every crop and every problem as JSON.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print nothing but problems.")
  var quiet = false

  func validate() throws {
    if named, folder != nil {
      throw ValidationError("Name a folder, or give --named for the library's faces; not both.")
    }
    if !named, folder == nil {
      throw ValidationError("Name a folder of people's folders, or give --named.")
    }
    if !named, libraryOptions.library != nil {
      throw ValidationError("--library goes with --named; a folder needs no library.")
    }
    if named, faces == .main {
      throw ValidationError("--faces main goes with a folder; --named takes every named face.")
    }
    if let size, !(8...1024).contains(size) {
      throw ValidationError("--size must be between 8 and 1024.")
    }
    guard (0...1024).contains(margin) else {
      throw ValidationError("--margin must be between 0 and 1024.")
    }
    guard minSide >= 0 else { throw ValidationError("--min-side must not be negative.") }
    if let jobs, !(1...256).contains(jobs) {
      throw ValidationError("--jobs must be between 1 and 256.")
    }
  }

  func run() async throws {
    let (source, library) = try source()
    let models = try modelOptions.selection(for: library).load()
    let bar = ProgressBar(isShown: Terminal.showsProgress && !quiet && !json)
    let run = CropRun(source, options(), models) { bar.take($0) }
    let summary: CropSummary
    do {
      summary = try await Interruption.run { try await run.run() }
    } catch is Interruption.Interrupted {
      bar.clear()
      Terminal.error(
        "photosort: interrupted; the crops that were made are whole, crops.csv was not written")
      throw ExitStatus.interrupted
    } catch {
      bar.clear()
      throw error
    }
    bar.clear()
    let report = CropReport(summary)
    report.problems.forEach(Terminal.error)
    if json {
      Terminal.write(report.json().prettyBytes())
    } else if !quiet {
      report.lines.forEach(Terminal.print)
    }
    if !summary.outputProblems.isEmpty { throw ExitStatus.failed }
    if !summary.failures.isEmpty { throw ExitStatus.somePhotosFailed }
  }

  /// The photos, and the library whose models are taken.
  private func source() throws -> (CropSource, PhotoLibrary?) {
    if let folder { return (.folder(folder), nil) }
    let session = try libraryOptions.open()
    return (.named(try session.toldLibrary()), session.library)
  }

  private func options() -> CropOptions {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    var options = CropOptions(output: absolute(output), jobs: jobs ?? cores)
    options.side = size
    options.margin = margin
    options.faces = faces
    options.minimumSide = minSide
    options.format = format
    options.detail = detail
    return options
  }
}
