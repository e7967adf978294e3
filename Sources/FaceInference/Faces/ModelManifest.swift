public import Foundation

/// What a model does and how it is fed and read: the JSON file beside its weights.
///
/// Schema `photosort.model/1`; docs/models.md describes every field.
public struct ModelManifest: Sendable, Equatable {
  /// What the model is called; letters, digits and dashes.
  public let name: String
  /// The file name of the weights.
  public let file: String
  /// The SHA-256 of the weights, 64 hexadecimal digits; `nil` to take any file of that name.
  public let sha256: String?
  /// Which of several models of a task is taken: the one of highest rank.
  public let rank: Int
  /// The numbers that its network computes with, unless the user says otherwise.
  public let precision: Precision
  /// What it does.
  public let task: Task
  /// The licence that its source puts on it, for people; `nil` when the manifest does not say.
  public let license: String?
  /// Where it comes from, for people; `nil` when the manifest does not say.
  public let source: String?
  /// All that results depend on beside the weights, as text.
  ///
  /// Two manifests of the same form have the same faces or vectors come out. Thresholds of
  /// embeddings are not part of it, nor is which faces are looked at twice: the mean of two looks lies
  /// where one look does, and compares.
  public let form: String

  /// A model's task, with the settings that belong to it.
  public enum Task: Sendable, Equatable {
    /// Finds faces in images.
    case detector(DetectorSettings)
    /// Makes embeddings of aligned faces.
    case embedder(EmbedderSettings)
  }

  /// Reads a manifest.
  ///
  /// - Throws: ``ManifestError`` when it is not JSON of the schema, or a value is impossible.
  public init(json: Data) throws(ManifestError) {
    // JSON may be UTF-16, too; whoever looks for manifests in a folder would not find those.
    guard String(validating: json, as: UTF8.self) != nil else {
      throw ManifestError(reason: "it is not UTF-8")
    }
    let raw: RawManifest
    do {
      raw = try JSONDecoder().decode(RawManifest.self, from: json)
    } catch {
      throw ManifestError(reason: "it is not a manifest: \(Self.words(error, json))")
    }
    guard raw.schema == "photosort.model/1" else {
      throw ManifestError(reason: "its schema '\(raw.schema)' is not photosort.model/1")
    }
    if let digits = raw.sha256, digits.utf8.count != 64 || !digits.allSatisfy(\.isHexDigit) {
      throw ManifestError(
        reason: "its sha256 is not 64 hexadecimal digits; leave it out to take any file")
    }
    guard Self.isName(raw.name) else {
      throw ManifestError(
        reason:
          "its name '\(raw.name)' is not a letter or digit, then letters, digits and dashes, at "
          + "most \(Self.longestName)")
    }
    // The file lies beside its manifest; a path could lead anywhere.
    guard Self.isFileName(raw.file) else {
      throw ManifestError(reason: "its file '\(raw.file)' is not a plain file name")
    }
    name = raw.name
    file = raw.file
    sha256 = raw.sha256?.lowercased()
    rank = raw.rank ?? 0
    guard let precision = Precision(rawValue: raw.precision ?? Precision.float32.rawValue) else {
      throw ManifestError(reason: "its precision is none of float32, bf16 and int8")
    }
    self.precision = precision
    license = raw.license
    source = raw.source
    form = Self.form(json, task: raw.task)
    switch raw.task {
    case "detector": task = .detector(try DetectorSettings(raw))
    case "embedder": task = .embedder(try EmbedderSettings(raw))
    default: throw ManifestError(reason: "its task '\(raw.task)' is neither detector nor embedder")
    }
  }

  /// What a model's manifest is called in a store, beside its weights.
  public static let reservedName = "manifest.json"

  /// Whether weights may be called so.
  static func isFileName(_ name: String) -> Bool {
    !["", ".", "..", reservedName].contains(name) && !name.contains("/") && !name.contains("\0")
  }

  private static let longestName = 100

  /// A name becomes one of a folder, and is given on command lines.
  private static func isName(_ name: String) -> Bool {
    (1...longestName).contains(name.utf8.count) && name.utf8.allSatisfy(isNameByte)
      && name.utf8.first != UInt8(ascii: "-")
  }

  /// What is read of the JSON for ``form``, with keys in order.
  private static func form(_ json: Data, task: String) -> String {
    let keys = ["input", "output", "dimension", "alignment", "quality", "decoding", "refinement"]
    let all = (try? JSONSerialization.jsonObject(with: json)) as? [String: Any] ?? [:]
    let wanted = Set(task == "detector" ? keys + ["thresholds"] : keys)
    let parts = all.filter { wanted.contains($0.key) && !($0.value is NSNull) }
    let data = try? JSONSerialization.data(withJSONObject: parts, options: .sortedKeys)
    return String(decoding: data ?? Data(), as: UTF8.self)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    let character = Character(UnicodeScalar(byte))
    return character.isASCII && (character.isLetter || character.isNumber || character == "-")
  }

  private static func words(_ error: any Error, _ json: Data) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      context.codingPath.isEmpty ? "it is no JSON object" : "\(place(context)) is of the wrong kind"
    default:
      // The decoder does not tell broken JSON from whole JSON with such a number.
      (try? JSONSerialization.jsonObject(with: json)) == nil
        ? "it is not JSON" : "it has a number that is too large, or not whole where it must be"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    "'\(context.codingPath.map(\.stringValue).joined(separator: "."))'"
  }
}

/// Why a manifest cannot be used, as part of a sentence.
public struct ManifestError: Error, Equatable, Sendable {
  /// What is wrong.
  public let reason: String
}

/// A manifest as its JSON is laid out.
struct RawManifest: Decodable {
  let schema: String
  let name: String
  let file: String
  let sha256: String?
  let rank: Int?
  let precision: String?
  let task: String
  let license: String?
  let source: String?
  let input: Input
  let decoding: Decoding?
  let output: String?
  let dimension: Int?
  let alignment: Alignment?
  let thresholds: [String: Float]
  let merging: EmbedderSettings.Thresholds.Merging?
  let quality: QualitySettings?
  let mirroredBelow: Float?
  let verificationHead: VerificationHead?
  let refinement: Refinement?

  struct Refinement: Decodable {
    let file: String
    let sha256: String
    let input: Input
    let output: String
    let template: [[Float]]
  }

  struct Input: Decodable {
    let name: String?
    let colors: String
    let normalization: String?
    let mean: [Float]?
    let deviation: [Float]?
    let multiple: Int?
    let width: Int?
    let height: Int?
  }

  struct Decoding: Decodable {
    let family: String
    let strides: [Int]
    let anchors: [[Float]]?
    let variances: [Float]?
  }

  struct Alignment: Decodable {
    let kind: String
    let landmarks: [Int]?
    let template: [[Float]]?
    let margin: Float?
    let marginPixels: Float?
    let square: Bool?
    let border: String?
  }

  /// A threshold that must be there, 0…1.
  func threshold(_ name: String) throws(ManifestError) -> Float {
    guard let value = thresholds[name], (0...1).contains(value) else {
      throw ManifestError(reason: "its threshold '\(name)' is missing or not between 0 and 1")
    }
    return value
  }
}
