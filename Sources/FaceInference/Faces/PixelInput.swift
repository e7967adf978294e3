/// How an image becomes the numbers that a network reads.
public struct PixelInput: Sendable, Equatable {
  /// What the planes hold.
  public enum Colors: String, Sendable, Equatable {
    /// Red, green, blue.
    case rgb
    /// Blue, green, red.
    case bgr
    /// One plane of luma by ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B, not rounded.
    case gray
  }

  /// How samples of 0 to 255 become a plane's numbers.
  public enum Normalization: Sendable, Equatable {
    /// (sample − mean) / deviation, with one of each a plane.
    case fixed(mean: [Float], deviation: [Float])
    /// (sample − m) / max(s, 1/√n), where m and s are the mean and the standard deviation of all n
    /// samples of the image's planes together: FaceNet's "prewhitening".
    case standardized
  }

  /// The network's name for its input; `nil` for its only one.
  public let name: String?
  /// What the planes hold.
  public let colors: Colors
  /// How samples become numbers.
  public let normalization: Normalization

  /// How many planes there are.
  public var planeCount: Int { colors == .gray ? 1 : 3 }

  init(_ raw: RawManifest.Input) throws(ManifestError) {
    guard let colors = Colors(rawValue: raw.colors) else {
      throw ManifestError(reason: "its colors '\(raw.colors)' are not rgb, bgr or gray")
    }
    name = raw.name
    self.colors = colors
    normalization = try Self.normalization(raw, planes: colors == .gray ? 1 : 3)
  }

  private static func normalization(
    _ raw: RawManifest.Input, planes: Int
  ) throws(ManifestError) -> Normalization {
    switch raw.normalization ?? "fixed" {
    case "fixed":
      guard let mean = raw.mean, let deviation = raw.deviation, mean.count == planes,
        deviation.count == planes, deviation.allSatisfy({ $0 > 0 })
      else {
        let numbers = planes == 1 ? "one number" : "three numbers"
        throw ManifestError(
          reason: "its mean is not \(numbers), or its deviation not \(numbers) above 0")
      }
      return .fixed(mean: mean, deviation: deviation)
    case "standardized":
      guard raw.mean == nil, raw.deviation == nil else {
        throw ManifestError(
          reason: "its standardized input has a mean or deviation, which each crop has of its own")
      }
      return .standardized
    case let other:
      throw ManifestError(
        reason: "the normalization '\(other)' of its input is neither fixed nor standardized")
    }
  }
}
