/// What is known of a library and what is left to do.
public struct LibraryStatus: Sendable, Equatable {
  /// Files in the tree that hold a photo.
  public let photos: Int
  /// Photos that could not be read, with the reasons.
  public let failures: [Failure]
  /// Photos that are damaged but were used, with what is missing.
  public let warnings: [Failure]
  /// Faces of photos in the tree.
  public let faces: Int
  /// Faces that have a name.
  public let named: Int
  /// People that have a face in the tree.
  public let people: Int
  /// Clusters without a name.
  public let unnamedClusters: Int
  /// How many faces have a name after the next answers, one a cluster, the largest first.
  public let namedAfterNext: Int
  /// How many answers that takes.
  public let nextAnswers: Int
  /// Decisions about faces that are not in any photo known now.
  public let unmatchedDecisions: Int

  /// A photo with what is wrong with it.
  public struct Failure: Sendable, Equatable {
    /// Its path.
    public let path: PhotoPath
    /// What is wrong, in words.
    public let reason: String
  }

  /// The answers that a person gives in a sitting.
  private static let sitting = 10

  /// Counts.
  public init(_ library: LabelledLibrary) {
    let contents = library.contents
    photos = library.photoFiles.count
    (failures, warnings) = Self.problems(library)
    faces = contents.active.count
    named = contents.active.count { library.label($0).person != nil }
    people = Set(contents.active.compactMap { library.label($0).person }).count
    let open = Dictionary(grouping: contents.active.filter { library.label($0).person == nil }) {
      contents.faces[$0].cluster
    }.filter { $0.key != nil }.map(\.value.count).sorted(by: >)
    unnamedClusters = open.count
    nextAnswers = min(Self.sitting, open.count)
    namedAfterNext = named + open.prefix(Self.sitting).reduce(0, +)
    unmatchedDecisions = contents.unmatchedDecisions
  }

  private static func problems(
    _ library: LabelledLibrary
  ) -> (failures: [Failure], warnings: [Failure]) {
    var (failures, warnings): ([Failure], [Failure]) = ([], [])
    for file in library.contents.files {
      let path = file.file.path
      switch file.content {
      case .notAPhoto: break
      case .unreadable(let reason): failures.append(Failure(path: path, reason: reason))
      case .photo(let digest):
        switch library.contents.photos[digest]?.outcome {
        case .failed(let reason): failures.append(Failure(path: path, reason: reason))
        case .analyzed(_, let damage?): warnings.append(Failure(path: path, reason: damage))
        case .analyzed(_, nil), nil: break
        }
      }
    }
    return (failures, warnings)
  }
}
