#if canImport(Glibc)
  internal import Glibc
#endif

/// Plans all outputs of a library: reports and person folders.
package struct OutputPlanner: Sendable {
  /// Where they go, with nothing left open.
  package struct Places: Sendable, Equatable {
    let reports: OutputDestinations.Reports
    let people: String

    /// Makes places of absolute paths.
    package init(reports: OutputDestinations.Reports, people: String) {
      self.reports = reports
      self.people = people
    }
  }

  private let library: LabelledLibrary
  private let places: Places

  /// Plans the outputs of a library to their places.
  package init(_ library: LabelledLibrary, _ places: Places) {
    self.library = library
    self.places = places
  }

  /// Plans reports and person folders.
  ///
  /// - Parameter outputs: The fingerprints of reports written before, as the catalog keeps them.
  package func plan(outputs: [PhotoPath: Int64]) -> OutputPlan {
    let paths = PortablePath(library: library.contents.library)
    var written: [PhotoPath: Int64] = [:]
    for (text, fingerprint) in outputs {
      if let path = paths.path(of: text.text) { written[PhotoPath(path)] = fingerprint }
    }
    var plan = OutputPlan()
    ReportPlanner(library, places.reports).plan(outputs: written, &plan)
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
  ///
  /// Places are without links, as the links of person folders lead on from where these really are.
  func places(_ library: PhotoLibrary, _ catalog: AnalysisCatalog) throws -> OutputPlanner.Places {
    let paths = PortablePath(library: library)
    let lastReports = try catalog.setting(Self.reportsSetting).flatMap { text in
      text == Self.beside ? Reports.besidePhotos : paths.path(of: text).map { .folder($0) }
    }
    var places = (reports: reports ?? lastReports ?? .folder(library.reports), people: people)
    if case .folder(let path) = places.reports {
      places.reports = .folder(PhotoLibrary.place(path))
    }
    let isBesidePhotos = library.folder == joined(library.root, PhotoLibrary.folderName)
    let usual = joined(isBesidePhotos ? library.root : library.folder, "People")
    let lastPeople = try catalog.setting(Self.peopleSetting).flatMap(paths.path)
    let folder = PhotoLibrary.place(places.people ?? lastPeople ?? usual)
    try check(folder, usual: usual, library)
    return OutputPlanner.Places(reports: places.reports, people: folder)
  }

  /// Refuses a place where no person folder could be made, before anything is remembered of it.
  private func check(_ folder: String, usual: String, _ library: PhotoLibrary) throws {
    // A library elsewhere may hold person folders beside its own; the hidden one holds nothing else.
    let isElsewhere = library.isOwn(usual)
    let own = isElsewhere ? [library.reports, library.gallery] : [library.folder]
    guard !own.contains(where: { PhotoLibrary.contains($0, folder) }) else {
      throw OutputFile.Failure.insideLibrary(path: folder)
    }
    if let status = FileStatus(path: folder), status.kind != .folder {
      throw FileError(path: folder, code: ENOTDIR)
    }
  }

  /// Remembers where outputs go.
  static func store(
    _ places: OutputPlanner.Places, _ library: PhotoLibrary, _ catalog: AnalysisCatalog
  ) throws {
    let paths = PortablePath(library: library)
    switch places.reports {
    case .besidePhotos: try catalog.setSetting(reportsSetting, beside)
    case .folder(let path): try catalog.setSetting(reportsSetting, paths.text(of: path))
    }
    try catalog.setSetting(peopleSetting, paths.text(of: places.people))
  }
}
