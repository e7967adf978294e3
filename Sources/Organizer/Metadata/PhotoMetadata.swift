/// What a photo's file says about how, when and where it was taken.
///
/// What it does not say, or says in a way that makes no sense, is `nil`.
public struct PhotoMetadata: Sendable, Hashable, Codable {
  /// When the photo was taken; failing that, digitized; failing that, its file last changed by the
  /// camera or an editor.
  public var takenAt: CaptureTime?
  /// The camera's maker, as recorded.
  public var make: String?
  /// The camera's model, as recorded.
  public var model: String?
  /// The lens.
  public var lens: String?
  /// How long the shutter was open.
  public var exposureTime: ExposureTime?
  /// The aperture: focal length over the diameter of the opening.
  public var fNumber: Double?
  /// The sensitivity.
  public var iso: Int?
  /// The real focal length in millimetres.
  public var focalLength: Double?
  /// Where the photo was taken.
  public var position: GPSPosition?

  /// Makes metadata that say nothing.
  public init() {}

  /// Maker and model as one name; the model alone if it names its maker itself, as `Canon EOS 40D`
  /// does.
  public var camera: String? {
    guard let make, let model else { return model ?? make }
    // Any word, for makers with long names: `EASTMAN KODAK COMPANY`, `KODAK CX7530`.
    let brand = model.prefix { $0 != " " }.lowercased()
    let words = make.lowercased().split(separator: " ")
    return words.contains { $0 == brand } ? model : "\(make) \(model)"
  }
}
