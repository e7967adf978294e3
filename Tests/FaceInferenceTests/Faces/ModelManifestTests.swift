import FaceInference
import Foundation
import TestSupport
import Testing

/// A field of a manifest, by path, and an impossible value for it; `nil` takes it out.
private struct Violation: CustomStringConvertible, @unchecked Sendable {
  // `@unchecked`: the values are literals of value types.
  let path: [String]
  let value: Any?
  /// What the error must say.
  let word: String

  init(_ path: String, _ value: Any?, _ word: String) {
    self.path = path.split(separator: ".").map(String.init)
    self.value = value
    self.word = word
  }

  var description: String { "\(path.joined(separator: ".")) = \(value ?? "nothing")" }

  func applied(to fields: [String: Any]) -> [String: Any] {
    var fields = fields
    if path.count == 1 {
      fields[path[0]] = value
    } else {
      var inner = fields[path[0]] as? [String: Any] ?? [:]
      inner[path[1]] = value
      fields[path[0]] = inner
    }
    return fields
  }
}

@Suite struct ModelManifestTests {
  private static let common = [
    Violation("schema", "photosort.model/2", "schema"), Violation("schema", nil, "schema"),
    Violation("name", nil, "name"), Violation("name", "", "name"), Violation("name", "a b", "name"),
    Violation("name", "../a", "name"), Violation("name", "é", "name"), Violation("name", 3, "name"),
    Violation("file", "..", "file"), Violation("file", "manifest.json", "file"),
    Violation("file", "", "file"), Violation("file", "../a.onnx", "file"),
    Violation("file", nil, "file"), Violation("sha256", "00", "sha256"),
    Violation("sha256", String(repeating: "g", count: 64), "sha256"),
    Violation("sha256", "", "sha256"), Violation("task", "dancer", "task"),
    Violation("task", nil, "task"), Violation("rank", "high", "rank"),
    Violation("name", "--rollback", "name"), Violation("name", "-", "name"),
    Violation("name", String(repeating: "a", count: 101), "name"),
    Violation("rank", 1.5, "not whole"),
    Violation("precision", "int4", "precision"), Violation("precision", 16, "precision"),
    Violation("input", nil, "input"), Violation("input.normalization", "half", "normalization"),
    Violation("input.normalization", "standardized", "standardized"),
    Violation("input.colors", "gray", "one number"),
    Violation("input.colors", "grey", "colors"), Violation("input.mean", [0, 0], "mean"),
    Violation("input.deviation", [1, 1], "deviation"),
    Violation("input.deviation", [1, 0, 1], "deviation"),
    Violation("input.deviation", [1, 1, -1], "deviation"),
    Violation("thresholds", nil, "thresholds"),
  ]

  private static let detector = [
    Violation("input.name", nil, "name"),
    Violation("decoding", nil, "decoding"), Violation("decoding.family", "ssd", "family"),
    Violation("decoding.strides", [Int](), "strides"),
    Violation("decoding.strides", [8, 0], "strides"),
    Violation("decoding.strides", [8, 257], "strides"),
    Violation("decoding.strides", [8, -16], "strides"),
    Violation("decoding.anchors", nil, "anchors"), Violation("decoding.anchors", [[10]], "anchors"),
    Violation("decoding.anchors", [[10], [Int]()], "anchors"),
    Violation("decoding.variances", [0.1], "variances"),
    Violation("decoding.variances", nil, "variances"),
    Violation("input.multiple", 0, "multiple"), Violation("input.multiple", 257, "multiple"),
    Violation("thresholds.score", nil, "score"), Violation("thresholds.score", 1.5, "score"),
    Violation("thresholds.overlap", -0.1, "overlap"),
  ]

  private static let embedder =
    [
      "verification", "clustering", "singletonMargin", "weakJoin", "identification",
      "identificationGrowth", "margin",
    ].flatMap { [Violation("thresholds.\($0)", nil, $0), Violation("thresholds.\($0)", 2, $0)] } + [
      Violation("alignment", nil, "alignment"), Violation("alignment.kind", "turned", "'turned'"),
      Violation("alignment.kind", "box", "template"),
      Violation("alignment.border", "white", "border"),
      Violation("alignment.landmarks", [0, 1], "2 points"),
      Violation("alignment.landmarks", [0], "2 to 5"),
      Violation("alignment.landmarks", [0, 1, 2, 3, 5], "0 to 4"),
      Violation("alignment.landmarks", [0, 1, 2, 3, 3], "different"),
      Violation("alignment.margin", 0.1, "margin"), Violation("alignment.square", true, "square"),
      Violation("alignment.marginPixels", 1, "margin"),
      Violation("alignment.template", nil, "5 points"),
      Violation("alignment.template", Array(repeating: [3, 3], count: 5), "single point"),
      Violation("alignment.template", Array(repeating: [1e9, 3], count: 5), "5 points"),
      Violation("alignment.template", [[1, 2]], "alignment"),
      Violation("alignment.template", [[1, 2], [1, 2], [3], [1, 2], [1, 2]], "alignment"),
      Violation("input.width", nil, "input"), Violation("input.width", 9, "input"),
      Violation("input.height", 7, "input"), Violation("dimension", nil, "dimension"),
      Violation("dimension", 0, "dimension"), Violation("dimension", 8193, "dimension"),
      Violation("output", 3, "output"), Violation("mirroredBelow", 1.1, "mirroredBelow"),
      Violation("mirroredBelow", -0.1, "mirroredBelow"),
    ]
    + [1e38, -10_001].map {
      Violation("quality", ["norm": $0, "side": 0, "sharpness": 0, "offset": 0], "quality")
    }

  private func expectRefusal(_ fields: [String: Any], _ violation: Violation) {
    #expect {
      try Manifests.read(violation.applied(to: fields))
    } throws: { error in
      (error as? ManifestError)?.reason.contains(violation.word) ?? false
    }
  }

  @Test(arguments: common)
  fileprivate func everyRuleOfAllManifestsIsKept(violation: Violation) {
    expectRefusal(Manifests.detector, violation)
    expectRefusal(Manifests.embedder, violation)
  }

  @Test(arguments: detector)
  fileprivate func everyRuleOfDetectorsIsKept(violation: Violation) {
    expectRefusal(Manifests.detector, violation)
  }

  @Test(arguments: embedder)
  fileprivate func everyRuleOfEmbeddersIsKept(violation: Violation) {
    expectRefusal(Manifests.embedder, violation)
  }

  @Test(arguments: [(0, 64), (64, 8193), (-1, 64)])
  func anImpossibleFixedSizeIsRefused(width: Int, height: Int) {
    var fields = Violation("input.width", width, "").applied(to: Manifests.detector)
    fields = Violation("input.height", height, "").applied(to: fields)
    #expect(throws: ManifestError.self) { try Manifests.read(fields) }
  }

  @Test(arguments: ["", "{", "[]", "null", "3", "\u{0}", #"{"schema": NaN}"#, "ÿ"])
  func whatIsNoManifestIsRefused(text: String) {
    #expect(throws: ManifestError.self) { try ModelManifest(json: Data(text.utf8)) }
  }

  @Test func aManifestInAnotherEncodingIsRefused() throws {
    let json = try JSONSerialization.data(withJSONObject: Manifests.embedder)
    let text = try #require(String(data: json, encoding: .utf8)?.data(using: .utf16))
    let error = #expect(throws: ManifestError.self) { try ModelManifest(json: text) }
    #expect(error?.reason == "it is not UTF-8")
  }

  @Test func theFormIsWhatResultsDependOn() throws {
    let fields = Manifests.embedder
    let form = try Manifests.read(fields).form
    for (path, value) in [
      ("name", "other"), ("rank", 77), ("license", "MIT"), ("thresholds.clustering", 0.123),
      ("mirroredBelow", 0.5),
    ] as [(String, Any)] {
      #expect(try Manifests.read(Violation(path, value, "").applied(to: fields)).form == form)
    }
    for (path, value) in [
      ("input.colors", "bgr"), ("output", "another"),
      ("quality", ["norm": 1, "side": 0, "sharpness": 0, "offset": 0]),
    ] as [(String, Any)] {
      #expect(try Manifests.read(Violation(path, value, "").applied(to: fields)).form != form)
    }
    let stricter = Violation("thresholds.score", 0.99, "").applied(to: Manifests.detector)
    #expect(try Manifests.read(stricter).form != Manifests.read(Manifests.detector).form)
  }

  /// Alignments that contradict themselves, with a word of the reason.
  @Test(arguments: [
    (#"{"kind": "affine", "landmarks": [0, 1], "template": [[1, 2], [3, 4]]}"#, "3 to 5"),
    (#"{"kind": "affine", "landmarks": [0, 1, 2], "template": [[1, 1], [2, 2], [3, 3]]}"#, "line"),
    (#"{"kind": "box", "margin": -0.1}"#, "margin"), (#"{"kind": "box", "margin": 3}"#, "margin"),
    (#"{"kind": "box", "margin": 0.1, "marginPixels": 1}"#, "both"),
    (#"{"kind": "box", "marginPixels": 3}"#, "quarter"),
    (#"{"kind": "box", "marginPixels": -1}"#, "marginPixels"),
    (#"{"kind": "box", "landmarks": [0, 1]}"#, "landmarks"), (#"{"margin": 0.1}"#, "kind"),
  ])
  func anAlignmentThatContradictsItselfIsRefused(json: String, word: String) throws {
    var fields = Manifests.embedder
    fields["alignment"] = try JSONSerialization.jsonObject(with: Data(json.utf8))
    #expect {
      try Manifests.read(fields)
    } throws: { error in (error as? ManifestError)?.reason.contains(word) ?? false }
  }

  @Test func everyKindOfAlignmentIsRead() throws {
    let expected: [(String, FaceAlignment)] = [
      (
        #"{"kind": "similarity", "landmarks": [1, 0], "template": [[6, 2], [2, 2]]}"#,
        FaceAlignment(
          .similarity(
            LandmarkTemplate(
              landmarks: [1, 0], positions: [Point(x: 6, y: 2), Point(x: 2, y: 2)])))
      ),
      (
        #"{"kind": "affine", "landmarks": [0, 1, 2], "template": [[1, 1], [5, 1], [3, 4]]}"#,
        FaceAlignment(
          .affine(
            LandmarkTemplate(
              landmarks: [0, 1, 2],
              positions: [Point(x: 1, y: 1), Point(x: 5, y: 1), Point(x: 3, y: 4)])))
      ),
      (#"{"kind": "box"}"#, FaceAlignment(.box(BoxMargin(.share(0), isSquare: false)))),
      (
        #"{"kind": "box", "margin": 0.25, "square": true, "border": "replicate"}"#,
        FaceAlignment(.box(BoxMargin(.share(0.25), isSquare: true)), border: .replicate)
      ),
      (
        #"{"kind": "box", "marginPixels": 1.5}"#,
        FaceAlignment(.box(BoxMargin(.pixels(1.5), isSquare: false)))
      ),
    ]
    for (json, alignment) in expected {
      var fields = Manifests.embedder
      fields["alignment"] = try JSONSerialization.jsonObject(with: Data(json.utf8))
      #expect(try Manifests.embedderSettings(fields).alignment == alignment)
    }
  }

  @Test func whatANetworkHasOnceNeedsNoName() throws {
    var fields = Manifests.embedder
    fields["sha256"] = nil
    fields["output"] = nil
    fields["input"] = [
      "colors": "gray", "mean": [127.5], "deviation": [128], "width": 8, "height": 8,
    ]
    #expect(try Manifests.read(fields).sha256 == nil)
    let settings = try Manifests.embedderSettings(fields)
    #expect(settings.input.name == nil && settings.output == nil)
    #expect(settings.input.planeCount == 1)
  }

  @Test func aValidManifestIsReadAsItIsWritten() throws {
    let manifest = try Manifests.read(Manifests.detector)
    #expect(manifest.name == "test-1")
    #expect(manifest.file == "a.onnx")
    #expect(manifest.rank == 3)
    #expect(manifest.sha256 == String(repeating: "ab", count: 32), "in lower case")
    let settings = try Manifests.detectorSettings(Manifests.detector)
    #expect(settings.family == .retinaface(anchors: [[10, 20], [40]], variances: [0.1, 0.2]))
    #expect(settings.strides == [8, 16])
    #expect(settings.input.colors == .bgr)
    let embedder = try Manifests.embedderSettings(Manifests.embedder)
    #expect(embedder.input.normalization == .fixed(mean: [10, 20, 30], deviation: [1, 2, 4]))
    let template = [(2, 2), (6, 2), (4, 4), (2, 6), (6, 6)].map {
      Point(x: Float($0.0), y: Float($0.1))
    }
    #expect(
      embedder.alignment == FaceAlignment(.similarity(LandmarkTemplate(positions: template))))
    #expect(embedder.thresholds.weakJoin == 0.5)
    #expect(embedder.quality == nil)
    #expect(embedder.mirroredBelow == nil)
    #expect(try Manifests.read(Manifests.embedder).rank == 0)
    #expect(try Manifests.read(Manifests.embedder).precision == .float32)
  }

  @Test func aDamagedManifestThrowsOrIsRead() throws {
    var random = SeededRandom(seed: 1)
    let json = try JSONSerialization.data(
      withJSONObject: Manifests.embedder, options: [.sortedKeys])
    for _ in 0..<2000 {
      var bytes = [UInt8](json)
      for _ in 0..<2 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = random.pick(
          [.random(in: 0...255, using: &random)] + Array("0123456789-eE.,\"[]{}".utf8))
      }
      _ = try? ModelManifest(json: Data(bytes))
    }
  }

  @Test(arguments: [("float32", Precision.float32), ("bf16", .bfloat16), ("int8", .int8)])
  func aManifestSaysWithWhichNumbersItsNetworkComputes(name: String, numbers: Precision) throws {
    var fields = Manifests.embedder
    fields["precision"] = name
    #expect(try Manifests.read(fields).precision == numbers)
  }
}
