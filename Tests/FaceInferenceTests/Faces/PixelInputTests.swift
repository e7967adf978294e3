import FaceInference
import Foundation
import TestSupport
import Testing

/// What networks are fed, seen through one whose embedding is its input.
@Suite struct PixelInputTests {
  private static let goldens = AlignmentGoldens.shared?.planes ?? []

  /// Little-endian floats.
  private func floats(_ data: Data) -> [Float] {
    data.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 4).map { offset in
        let bits = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }

  /// An embedder of crops of `side` pixels whose raw output is its input.
  private func flattener(
    _ colors: String, side: Int, standardized: Bool, mean: [Float] = [], deviation: [Float] = []
  ) throws -> FaceEmbedder {
    let planes = colors == "gray" ? 1 : 3
    var model = ONNXModel(inputs: [("x", [nil, Int64(planes), Int64(side), Int64(side)])])
    model.nodes = [.init(operation: "Flatten")]
    var fields = Manifests.embedder
    var input: [String: Any] = ["colors": colors, "width": side, "height": side]
    if standardized {
      input["normalization"] = "standardized"
    } else {
      (input["mean"], input["deviation"]) = (mean, deviation)
    }
    fields["input"] = input
    fields["output"] = nil
    fields["dimension"] = planes * side * side
    return try FaceEmbedder(Network(onnx: model.bytes), Manifests.embedderSettings(fields))
  }

  /// Returns what a network of the kind is fed, and not the unit vector made of it.
  private func fed(_ embedder: FaceEmbedder, _ image: Image) throws -> [Float] {
    let embedding = try #require(try embedder.embed([image], scratch: Scratch()).first ?? nil)
    return embedding.values.map { $0 * embedding.norm }
  }

  @Test(arguments: goldens)
  func planesAreThoseOfOpenCVAndNumPy(golden: AlignmentGoldens.Planes) throws {
    let image = DrawnImage.waves(width: 16, height: 16)
    let planes = golden.colors == "gray" ? 1 : 3
    let plain = try flattener(
      golden.colors, side: 16, standardized: false, mean: Array(repeating: 0, count: planes),
      deviation: Array(repeating: 1, count: planes))
    #expect(
      excess(try fed(plain, image), over: floats(golden.plain), absolute: 1e-3, relative: 1e-5) <= 0
    )
    let standardized = try flattener(golden.colors, side: 16, standardized: true)
    #expect(
      excess(
        try fed(standardized, image), over: floats(golden.standardized), absolute: 1e-4,
        relative: 1e-5) <= 0)
  }

  @Test func thereAreGoldens() { #expect(Self.goldens.map(\.colors) == ["rgb", "gray"]) }

  @Test func grayTakesItsOneMeanAndDeviation() throws {
    let embedder = try flattener(
      "gray", side: 8, standardized: false, mean: [127.5], deviation: [128])
    let image = DrawnImage.noise(width: 8, height: 8, seed: 3)
    let expected = (0..<64).map { (i: Int) -> Float in
      let (red, green) = (Float(image.pixels[i * 3]), Float(image.pixels[i * 3 + 1]))
      let luma: Float = 0.299 * red + 0.587 * green + 0.114 * Float(image.pixels[i * 3 + 2])
      return (luma - 127.5) / 128
    }
    #expect(excess(try fed(embedder, image), over: expected, absolute: 1e-5, relative: 1e-5) <= 0)
  }

  /// Brightness and contrast of a crop do not matter to a standardized input.
  @Test func standardizedForgetsBrightnessAndContrast() throws {
    let embedder = try flattener("rgb", side: 8, standardized: true)
    let dark = DrawnImage.make(8, 8) { x, y in [x * 3, y * 5, x + y] }
    let bright = DrawnImage.make(8, 8) { x, y in [x * 9 + 40, y * 15 + 40, (x + y) * 3 + 40] }
    #expect(
      excess(try fed(embedder, dark), over: try fed(embedder, bright), absolute: 1e-4, relative: 0)
        <= 0)
  }

  /// Without contrast there is no direction, and no division by zero.
  @Test func aFlatCropHasNoEmbedding() throws {
    let embedder = try flattener("rgb", side: 8, standardized: true)
    let flat = DrawnImage.make(8, 8) { _, _ in [90, 90, 90] }
    #expect(try embedder.embed([flat], scratch: Scratch()) == [nil])
  }
}
