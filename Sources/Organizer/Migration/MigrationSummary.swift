/// What a change of the embedder came to.
public struct MigrationSummary: Sendable {
  /// The library.
  public let library: PhotoLibrary
  /// The embedder that the catalog was made with.
  public let old: FaceModels.Identity
  /// The embedder that it is made with now, or would be.
  public let new: FaceModels.Identity
  /// Whether nothing was changed.
  public let isDryRun: Bool
  /// How many photos were read, or would be.
  public internal(set) var photos = 0
  /// How many faces were embedded, or would be.
  public internal(set) var faces = 0
  /// How many photos with faces an interrupted run had dealt with before.
  public internal(set) var resumed = 0
  /// Photos that could not be read; their names are in the journal.
  public internal(set) var problems: [Problem] = []
  /// What was known before.
  public internal(set) var before: LibraryStatus?
  /// What is known now.
  public internal(set) var after: LibraryStatus?
  /// Files, links and folders that were made or changed.
  public internal(set) var made = 0
  /// Files, links and folders that were removed.
  public internal(set) var removed = 0
  /// The outputs that could not be written.
  public internal(set) var outputProblems: [FileError] = []
  /// The time for everything.
  public internal(set) var time = Duration.zero

  /// A photo whose faces could not be embedded.
  public struct Problem: Sendable, Equatable {
    /// Its path.
    public let path: PhotoPath
    /// Why, in words.
    public let reason: String
  }

  init(
    _ library: PhotoLibrary, from old: FaceModels.Identity, to new: FaceModels.Identity,
    isDryRun: Bool = false
  ) {
    self.library = library
    self.old = old
    self.new = new
    self.isDryRun = isDryRun
  }
}

extension MigrationSummary {
  /// Writes reports and person folders anew, and takes down what that came to.
  ///
  /// - Parameters:
  ///   - models: The models of the catalog.
  ///   - catalog: The library's catalog.
  ///   - begin: Called before the first file is written.
  mutating func write(
    _ models: ModelRecord, _ catalog: AnalysisCatalog, begin: () -> Void
  ) throws {
    begin()
    let labelled = LabelledLibrary(try LibraryContents(library, catalog), models: models)
    let places = try OutputDestinations().places(library, catalog)
    let plan = OutputPlanner(labelled, places).plan(outputs: try catalog.outputs())
    outputProblems = try OutputWriter(library, catalog).apply(plan)
    (made, removed) = plan.counts(without: outputProblems)
    after = LibraryStatus(labelled)
  }
}
