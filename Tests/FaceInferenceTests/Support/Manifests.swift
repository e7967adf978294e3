import FaceInference
import Foundation
import TestSupport

/// Manifests in the making, and the models of ../shared.
enum Manifests {
  /// A valid manifest of a detector.
  static var detector: [String: Any] {
    [
      "schema": "photosort.model/1", "name": "test-1", "task": "detector", "file": "a.onnx",
      "sha256": String(repeating: "aB", count: 32), "rank": 3,
      "input": [
        "name": "input", "colors": "bgr", "mean": [0, 0, 0], "deviation": [1, 1, 1],
        "multiple": 32,
      ] as [String: Any],
      "decoding": [
        "family": "retinaface", "strides": [8, 16], "anchors": [[10, 20], [40]],
        "variances": [0.1, 0.2],
      ] as [String: Any],
      "thresholds": ["score": 0.5, "overlap": 0.4],
    ]
  }

  /// A valid manifest of an embedder of 8 × 8 pixels, whose template is all of a face.
  static var embedder: [String: Any] {
    [
      "schema": "photosort.model/1", "name": "test-2", "task": "embedder", "file": "b.onnx",
      "sha256": String(repeating: "0", count: 64),
      "input": [
        "name": "x", "colors": "rgb", "mean": [10, 20, 30], "deviation": [1, 2, 4], "width": 8,
        "height": 8,
      ] as [String: Any],
      "output": "y", "dimension": 192,
      "alignment": [
        "kind": "similarity", "template": [[2, 2], [6, 2], [4, 4], [2, 6], [6, 6]],
      ] as [String: Any],
      "thresholds": [
        "verification": 0.3, "clustering": 0.4, "singletonMargin": 0.1, "weakJoin": 0.5,
        "identification": 0.35, "identificationGrowth": 0.05, "margin": 0.05,
      ],
    ]
  }

  /// Reads a manifest.
  static func read(_ fields: [String: Any]) throws -> ModelManifest {
    try ModelManifest(json: JSONSerialization.data(withJSONObject: fields))
  }

  static func detectorSettings(_ fields: [String: Any]) throws -> DetectorSettings {
    guard case .detector(let settings) = try read(fields).task else {
      throw CocoaError(.coderInvalidValue)
    }
    return settings
  }

  static func embedderSettings(_ fields: [String: Any]) throws -> EmbedderSettings {
    guard case .embedder(let settings) = try read(fields).task else {
      throw CocoaError(.coderInvalidValue)
    }
    return settings
  }

  /// The built-in manifest of a file.
  static func builtIn(_ file: String) throws -> ModelManifest {
    guard let found = try EmbeddedModels.manifests().first(where: { $0.file == file }) else {
      throw CocoaError(.fileNoSuchFile)
    }
    return found
  }

  /// A model of ../shared.
  static func sharedNetwork(_ file: String) throws -> Network {
    guard let root = SharedFiles.root else { throw CocoaError(.fileNoSuchFile) }
    let data = try Data(contentsOf: root.appendingPathComponent("models/\(file)"))
    return try Network(onnx: [UInt8](data))
  }

  /// A detector of ../shared.
  static func sharedDetector(_ file: String) throws -> FaceDetector {
    guard case .detector(let settings) = try builtIn(file).task else {
      throw CocoaError(.coderInvalidValue)
    }
    return try FaceDetector(sharedNetwork(file), settings)
  }
}
