/// What crops are to be made of which faces.
public struct CropOptions: Sendable {
  /// Which faces of a photo are cut out.
  public enum Faces: String, Sendable, CaseIterable {
    /// Every face.
    case all
    /// The largest, most central one.
    case main
  }

  /// The folder that crops are written to.
  public var output: String
  /// The side of the aligned face in pixels; `nil` for what the embedder takes.
  public var side: Int?
  /// What is shown around it, in pixels at the same scale.
  public var margin = 0
  /// Which faces of a photo are cut out.
  public var faces = Faces.all
  /// Faces whose box has a shorter side than this, in pixels of the photo, are left out.
  public var minimumSide = 0
  /// The format of the files.
  public var format = CropFormat.png
  /// How many photos are worked on at a time.
  public var jobs: Int
  /// How hard faces are looked for.
  public var detail = ScanDetail.standard

  /// Makes options for a folder, with as many jobs as given.
  public init(output: String, jobs: Int) {
    self.output = output
    self.jobs = max(1, jobs)
  }
}

/// Which photos crops are made of.
public enum CropSource: Sendable {
  /// The photos of a folder of people's folders: `Name/photo.jpg`.
  case folder(String)
  /// The faces of a scanned library that have a name.
  case named(LabelledLibrary)
}
