/// Plans all outputs of a library: reports and person folders.
struct OutputPlanner: Sendable {
  /// Where they go, with nothing left open.
  struct Places: Sendable, Equatable {
    let reports: OutputDestinations.Reports
    let people: String
  }

  private let library: LabelledLibrary
  private let places: Places

  init(_ library: LabelledLibrary, _ places: Places) {
    self.library = library
    self.places = places
  }

  /// Plans reports and person folders.
  ///
  /// - Parameter outputs: The fingerprints of reports written before, by path.
  func plan(outputs: [PhotoPath: Int64]) -> OutputPlan {
    var plan = OutputPlan()
    ReportPlanner(library, places.reports).plan(outputs: outputs, &plan)
    PersonFolderPlanner(library, root: places.people).plan(&plan)
    return plan
  }

  /// Plans person folders alone.
  func planFolders() -> OutputPlan {
    var plan = OutputPlan()
    PersonFolderPlanner(library, root: places.people).plan(&plan)
    return plan
  }
}

extension OutputDestinations {
  private static let reportsSetting = "reports"
  private static let peopleSetting = "people"
  private static let beside = "beside"

  /// Fills what was left open with where outputs went last, or the usual places.
  func places(_ library: PhotoLibrary, _ catalog: AnalysisCatalog) throws -> OutputPlanner.Places {
    let lastReports = try catalog.setting(Self.reportsSetting).map { text in
      text == Self.beside
        ? Reports.besidePhotos
        : .folder(text.hasPrefix("/") ? text : joined(library.folder, text))
    }
    let isBesidePhotos = library.folder == joined(library.root, PhotoLibrary.folderName)
    let usual = joined(isBesidePhotos ? library.root : library.folder, "People")
    let lastPeople = try catalog.setting(Self.peopleSetting)
    return OutputPlanner.Places(
      reports: reports ?? lastReports ?? .folder(library.reports),
      people: people ?? lastPeople.map { $0.hasPrefix("/") ? $0 : joined(library.root, $0) }
        ?? usual)
  }

  /// Remembers where outputs go, inside the tree relative to it.
  static func store(
    _ places: OutputPlanner.Places, _ library: PhotoLibrary, _ catalog: AnalysisCatalog
  ) throws {
    switch places.reports {
    case .besidePhotos: try catalog.setSetting(reportsSetting, beside)
    case .folder(let path):
      let below = PhotoLibrary.contains(library.folder, path) && path != library.folder
      try catalog.setSetting(
        reportsSetting, below ? String(path.dropFirst(library.folder.count + 1)) : path)
    }
    try catalog.setSetting(
      peopleSetting, library.relativePath(of: places.people) ?? places.people)
  }
}
