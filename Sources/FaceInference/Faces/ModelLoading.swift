internal import CFaceModels
internal import Foundation

extension Network {
  /// Reads and prepares a model.
  ///
  /// - Parameters:
  ///   - bytes: The whole ONNX file.
  ///   - options: How it is to be run.
  /// - Throws: ``ModelError`` when it is damaged or holds nodes that this engine cannot run.
  public convenience init(
    onnx bytes: [UInt8], _ options: NetworkOptions = NetworkOptions()
  ) throws(ModelError) {
    let read = { (buffer: UnsafeRawBufferPointer) in
      Result { () throws(ModelError) in try ONNXReader().read(buffer) }
    }
    try self.init(try bytes.withUnsafeBytes(read).get(), options)
  }
}

/// The model files that are built into the program.
public enum EmbeddedModels {
  /// The manifests of photosort's own models and of public ones that it knows.
  ///
  /// - Throws: ``ManifestError`` when a manifest is invalid, which a test rules out.
  public static func manifests() throws(ManifestError) -> [ModelManifest] {
    var manifests: [ModelManifest] = []
    for file in files(cfm_manifests) {
      manifests.append(try ModelManifest(json: Data(file.bytes)))
    }
    return manifests
  }

  /// The manifest of a model that photosort knows, as JSON; `nil` when it knows none.
  ///
  /// - Parameter sha256: The digest of the model's weights, in lower-case hexadecimal digits.
  public static func manifestFile(sha256: String) -> [UInt8]? {
    files(cfm_manifests).map(\.bytes).first { bytes in
      (try? ModelManifest(json: Data(bytes)))?.sha256 == sha256
    }
  }

  /// The weights that come with the program, by file name.
  public static func weights() -> [String: [UInt8]] {
    files(cfm_weights).reduce(into: [:]) { $0[$1.name] = $1.bytes }
  }

  private static func files(
    _ list: (UnsafeMutablePointer<Int>) -> UnsafePointer<cfm_file>?
  ) -> [(name: String, bytes: [UInt8])] {
    var count = 0
    let first = list(&count)
    return UnsafeBufferPointer(start: first, count: count).map { file in
      let bytes = UnsafeBufferPointer(start: file.bytes, count: file.count)
      return (String(cString: file.name), Array(bytes))
    }
  }
}
