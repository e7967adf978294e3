internal import ArgumentParser
internal import Foundation
internal import Organizer

/// The command `photosort models`.
struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List, add and change the models that find and compare faces.",
    subcommands: [List.self, Add.self, Use.self, MigrateModelsCommand.self])

  /// The command `photosort models add`.
  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Check models and keep them for all libraries.",
      discussion: """
        A model that photosort knows is told by its SHA-256, whatever the file is called. All files \
        are checked first; nothing is added when one cannot be used.
        """)

    @Argument(help: ArgumentHelp("ONNX files.", valueName: "file.onnx"))
    var files: [String]

    @Option(
      help: ArgumentHelp(
        "What the file does and how it is fed, for one that photosort does not know.",
        valueName: "file.json"))
    var manifest: String?

    func validate() throws {
      if manifest != nil, files.count != 1 {
        throw ValidationError("--manifest describes one file; give one.")
      }
    }

    func run() throws {
      guard let store = ModelStore(environment: ProcessInfo.processInfo.environment) else {
        throw ModelFailure.noStore
      }
      for addition in try store.add(files.map(absolute), manifest: manifest.map(absolute)) {
        Terminal.print(Words.sentence(for: addition, in: store))
      }
    }
  }

  /// The command `photosort models use`.
  struct Use: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "use", abstract: "Tell the library which model to use from the next scan on.",
      discussion: """
        A library keeps the models that it was scanned with. With another one the next scan reads \
        all photos again; for an embedder, photosort models migrate does it without looking for \
        faces again, and can be taken back. Names stay in any case.
        """)

    @Argument(
      help: ArgumentHelp("The model, as photosort models list names it.", valueName: "name"))
    var name: String

    @OptionGroup var libraryOptions: LibraryOptions
    @OptionGroup var modelOptions: ModelOptions

    func run() throws {
      let library = try libraryOptions.place()
      let model = try modelOptions.sources().model(named: name)
      let consequence = try ModelUse.choose(model, for: library)
      let root = Terminal.visible(library.root)
      Terminal.print("\(root) uses the \(model.task.rawValue) \(model.identity.name) now.")
      if case .scansAnew(let photos, let faces, let old) = consequence {
        let better =
          model.task == .embedder
          ? " To keep the faces that were found, and to be able to go back: "
            + "photosort models migrate \(Words.name(model.identity, beside: old))" : ""
        Terminal.print(
          "It was made with \(Words.name(old, beside: model.identity)): the next scan reads "
            + "\(Words.count(photos, "photo")) with "
            + "\(Words.count(faces, "face")) again. Names stay.\(better)")
      }
      if let hint = Words.hint(for: model) { Terminal.print(hint) }
    }
  }
}

extension Words {
  /// What to do about a model that later commands would not find, or `nil`.
  static func hint(for model: AvailableModel) -> String? {
    guard model.place == .option, let path = model.path else { return nil }
    return
      "photosort models add \(Terminal.visible(path)) keeps the model for later commands without "
      + "--models."
  }
}
