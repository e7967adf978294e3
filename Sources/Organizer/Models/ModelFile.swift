internal import FaceInference

/// The weights of a model: a file, or a part of the program.
struct ModelFile {
  /// What it is called in messages.
  let label: String
  /// The whole ONNX file.
  let bytes: [UInt8]

  /// Reads weights.
  ///
  /// - Parameters:
  ///   - name: What the manifest calls them.
  ///   - path: The file; `nil` for those in the program.
  init(_ name: String, path: String?) throws(ModelFailure) {
    label = path ?? name
    guard let path else {
      bytes = EmbeddedModels.weights()[name] ?? []
      return
    }
    do throws(FileError) { bytes = try FileSystem.read(path) } catch { throw .file(error) }
  }

  /// Reads weights that another model needs: the file beside that model's, or those in the program.
  init(_ name: String, beside path: String?) throws(ModelFailure) {
    let sibling = path.map { joined(String($0.dropLast(FileSystem.name(of: $0).count)), name) }
    let isThere = sibling.map { FileStatus(path: $0) != nil } ?? false
    let isBuiltIn = EmbeddedModels.weights()[name] != nil
    try self.init(name, path: isThere || !isBuiltIn ? sibling : nil)
  }

  /// Returns the network, whose weights must have a digest.
  ///
  /// - Parameter precision: The numbers that it is to compute with.
  func network(sha256: String, _ precision: Precision) throws(ModelFailure) -> Network {
    let digest = PhotoDigest(of: bytes).hexadecimal
    guard digest == sha256 else {
      throw .digest(path: label, expected: sha256, found: digest)
    }
    return try checked { () throws(ModelError) in
      try Network(onnx: bytes, NetworkOptions(precision: precision))
    }
  }

  /// Runs what may find fault with the network, and says of which file.
  func checked<Value>(_ body: () throws(ModelError) -> Value) throws(ModelFailure) -> Value {
    do throws(ModelError) { return try body() } catch {
      throw .model(path: label, reason: error.description)
    }
  }
}
