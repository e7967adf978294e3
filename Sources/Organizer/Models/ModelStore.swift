internal import FaceInference

/// The folder of the user's own models: one folder for each, with its weights and its manifest.
///
/// Files that somebody put there by hand are found as well.
public struct ModelStore: Sendable {
  /// Where the models are, whether or not there are any yet.
  public let folder: String

  /// Makes a store of a folder.
  public init(folder: String) { self.folder = folder }

  /// Finds the user's store by the XDG base directory specification.
  ///
  /// - Parameter environment: The process's environment.
  /// - Returns: `nil` when neither `XDG_DATA_HOME` nor `HOME` names an absolute path.
  public init?(environment: [String: String]) {
    func absolute(_ name: String) -> String? {
      environment[name].flatMap { $0.first == "/" ? $0 : nil }
    }
    guard
      let data = absolute("XDG_DATA_HOME") ?? absolute("HOME").map({ joined($0, ".local/share") })
    else { return nil }
    folder = joined(data, "photosort/models")
  }

  /// The models in the store, and what cannot be used there.
  func contents(known: [ModelManifest]) -> (models: [AvailableModel], problems: [ModelFailure]) {
    guard FileStatus(path: folder) != nil else { return ([], []) }
    var models: [AvailableModel] = []
    var problems: [ModelFailure] = []
    for folder in [folder] + subfolders {
      do throws(ModelFailure) {
        let found = try ModelFolder(folder, .store, known: known)
        models += found.models
        problems += found.problems
      } catch { problems.append(error) }
    }
    return (models, problems)
  }

  private var subfolders: [String] {
    // A store that cannot be read is told of when its own files are looked for.
    let names = (try? FileSystem.names(in: folder)) ?? []
    return names.map { String(decoding: $0, as: UTF8.self) }.filter { !$0.hasPrefix(".") }.sorted()
      .map { joined(folder, $0) }.filter { FileStatus(path: $0)?.kind == .folder }
  }
}
