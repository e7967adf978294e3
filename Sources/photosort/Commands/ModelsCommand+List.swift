internal import ArgumentParser
internal import Foundation
internal import Organizer

extension ModelsCommand {
  /// The command `photosort models list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the models at hand; * marks those that a scan would use.")

    @Flag(help: "List the models that are known but not here, too.")
    var all = false

    @OptionGroup var libraryOptions: LibraryOptions
    @OptionGroup var modelOptions: ModelOptions

    @Flag(help: "Print as JSON.")
    var json = false

    func run() throws {
      let sources = try modelOptions.sources()
      let library = try libraryOptions.placeIfAny()
      let selection = try ModelSelection(sources, for: library)
      let rows = rows(sources, selection.models)
      for problem in sources.problems { Terminal.error("photosort: \(Words.model(problem))") }
      if json {
        Terminal.write(JSONValue.array(rows.map(\.json)).prettyBytes())
        return
      }
      let header = ["", "name", "task", "rank", "values", "where", "sha256", "licence"]
      if !rows.isEmpty {
        Words.table([header] + rows.map(\.cells), rightAligned: [3, 4]).forEach(Terminal.print)
      }
      for task in ModelTask.allCases {
        do throws(ModelFailure) { _ = try selection.model(for: task) } catch {
          Terminal.error("photosort: \(Words.model(error))")
        }
      }
    }

    private func rows(_ sources: ModelSources, _ used: [AvailableModel]) -> [Row] {
      let present = sources.models.map { Row(model: $0, isHere: true, isUsed: used.contains($0)) }
      let known = all ? sources.absent.map { Row(model: $0, isHere: false, isUsed: false) } : []
      let rows = present + known
      return rows.filter { $0.model.task == .detector } + rows.filter { $0.model.task == .embedder }
    }
  }

  /// A line of the list.
  private struct Row {
    let model: AvailableModel
    let isHere: Bool
    let isUsed: Bool

    private var place: String {
      isHere ? Words.text(model.place) : "get it from \(model.source ?? "its makers")"
    }

    /// Enough to tell two models of one name apart.
    private var digits: String {
      model.identity.sha256.prefix(12) + (model.identity.form.map { "~\($0)" } ?? "")
    }

    var cells: [String] {
      [
        isUsed ? "*" : "", model.identity.name, model.task.rawValue, "\(model.rank)",
        model.dimension.map { "\($0)" } ?? "", place, digits,
        Terminal.visible(model.license ?? ""),
      ]
    }

    var json: JSONValue {
      .object([
        "name": .string(model.identity.name), "task": .string(model.task.rawValue),
        "rank": .integer(model.rank), "dimension": .integer(model.dimension),
        "place": isHere ? .string(model.place.rawValue) : .null, "path": .string(model.path),
        "sha256": .string(model.identity.sha256), "form": .string(model.identity.form),
        "license": .string(model.license),
        "source": .string(model.source), "present": .bool(isHere), "in_use": .bool(isUsed),
      ])
    }
  }
}
