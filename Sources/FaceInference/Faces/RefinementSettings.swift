/// The network that places a detector's landmarks more exactly, as the detector's manifest has it.
public struct RefinementSettings: Sendable, Equatable {
  /// The file name of its weights.
  public let file: String
  /// The SHA-256 of its weights, 64 hexadecimal digits.
  public let sha256: String
  /// How pixels are fed.
  public let input: PixelInput
  /// The side of a crop in pixels.
  public let side: Int
  /// The network's name for its output.
  public let output: String
  /// Where the five landmarks lie in a crop of a face whose landmarks are right; the middle of the
  /// crop's first pixel is 0.
  public let template: [Point]

  init(_ raw: RawManifest.Refinement) throws(ManifestError) {
    guard raw.sha256.utf8.count == 64, raw.sha256.allSatisfy(\.isHexDigit) else {
      throw ManifestError(reason: "its refinement's sha256 is not 64 hexadecimal digits")
    }
    guard ModelManifest.isFileName(raw.file) else {
      throw ManifestError(reason: "its refinement's file '\(raw.file)' is not a plain file name")
    }
    guard let side = raw.input.width, raw.input.height == side, (8...512).contains(side) else {
      throw ManifestError(reason: "its refinement's input is not a square of 8 to 512 pixels")
    }
    guard raw.template.count == 5,
      raw.template.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isFinite) })
    else { throw ManifestError(reason: "its refinement's template is not five points") }
    file = raw.file
    sha256 = raw.sha256.lowercased()
    input = try PixelInput(raw.input)
    self.side = side
    output = raw.output
    template = raw.template.map { Point(x: $0[0], y: $0[1]) }
  }
}
