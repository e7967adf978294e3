internal import FaceInference

/// What a scan is asked to do.
public struct ScanOptions: Sendable {
  /// The folders to scan.
  public var folders: [String]
  /// Where the library is or is to be, when not beside the photos.
  public var library: String?
  /// A folder of `Name/photo` to enroll first.
  public var gallery: String?
  /// Where reports and person folders go.
  public var destinations = OutputDestinations()
  /// How many photos are worked on at a time, and how many reports are written.
  public var jobs: Int
  /// How hard faces are looked for; `nil` for what the library was scanned with last.
  public var detail: ScanDetail?
  /// Whether nothing is written, only told.
  public var isDryRun = false

  /// Makes options for folders, with as many jobs as given.
  public init(folders: [String], jobs: Int) {
    self.folders = folders
    self.jobs = max(1, jobs)
  }
}

/// How hard faces are looked for and looked at; the more, the slower.
public enum ScanDetail: String, Sendable, CaseIterable {
  /// At 640 pixels: about four times as fast as `standard`, without the small faces of groups.
  case fast
  /// At 1280 pixels; doubtful faces are looked at twice.
  case standard
  /// At 1280 and 2560 pixels, and turned where faces may lie on their side; all faces are looked at
  /// twice.
  case thorough

  init(_ search: SearchDetail) {
    self =
      switch search {
      case .fast: .fast
      case .standard: .standard
      case .thorough: .thorough
      }
  }

  var search: SearchDetail {
    switch self {
    case .fast: .fast
    case .standard: .standard
    case .thorough: .thorough
    }
  }
}

/// Where a library's outputs go, when not to their usual places.
public struct OutputDestinations: Sendable, Equatable {
  /// Where the JSON sidecars go.
  public enum Reports: Sendable, Equatable {
    /// Next to each photo, as `IMG_1.jpg.json`.
    case besidePhotos
    /// Into a folder, as a mirror of the tree.
    case folder(String)
  }

  /// Where reports go; `nil` for where they went last, at first `.photosort/reports`.
  public var reports: Reports?
  /// The folder of the person folders; `nil` for where they were last, at first `People`.
  public var people: String?

  /// Makes destinations that leave everything where it was.
  public init() {}
}

/// What happens while a scan runs.
public enum ScanEvent: Sendable {
  /// The tree was walked: files found, and how many of them must be read.
  case found(files: Int, toRead: Int)
  /// A file was dealt with.
  case photoDone(PhotoPath, failure: String?)
  /// Faces are being grouped; the share that is done, 0…1.
  case grouping(Double)
  /// Outputs are being written.
  case writing
}
