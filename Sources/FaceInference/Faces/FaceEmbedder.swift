/// A unit-length vector in which distance means identity, with the model that made it.
public struct Embedding: Sendable, Equatable {
  /// The vector; its squares add up to 1.
  public let values: [Float]
  /// The length of the network's raw output: longer for clearer faces.
  ///
  /// 0 when it is not known.
  public let norm: Float

  /// Makes an embedding of a network's raw output.
  ///
  /// - Returns: `nil` when the output has no direction: zero, or not finite.
  public init?(normalizing raw: [Float]) {
    let norm = raw.reduce(into: 0.0) { $0 += Double($1) * Double($1) }.squareRoot()
    guard norm.isFinite, norm > 1e-12 else { return nil }
    values = raw.map { Float(Double($0) / norm) }
    self.norm = Float(norm)
  }

  /// Makes an embedding of values that were normalized before.
  public init(unit values: [Float]) {
    self.values = values
    norm = 0
  }

  /// The cosine of two embeddings of one model, −1…1; larger means more alike.
  public func similarity(to other: Embedding) -> Float {
    precondition(values.count == other.values.count, "embeddings of two models do not compare")
    return zip(values, other.values).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

/// Makes embeddings of aligned crops, several at once where the network allows.
public struct FaceEmbedder: Sendable {
  /// How the network is fed and read.
  public let settings: EmbedderSettings
  /// Cuts crops as the network wants them.
  public let aligner: FaceAligner
  private let network: Network
  private let inputName: String
  private let outputName: String
  /// How many crops one run takes at most.
  private let largestBatch: Int
  /// Whether a run takes that many and no fewer, as networks made for one crop do.
  private let isBatchFixed: Bool

  /// Crops of a run: enough to keep the matrix products large, few enough for the cache.
  private static let preferredBatch = 8

  /// Makes an embedder.
  ///
  /// - Throws: ``ModelError`` when the network does not run on such crops or makes something else
  ///   than embeddings of the promised length.
  public init(_ network: Network, _ settings: EmbedderSettings) throws(ModelError) {
    self.network = network
    self.settings = settings
    aligner = FaceAligner(settings.alignment, side: settings.side)
    guard let input = network.inputs.first, network.inputs.count == 1,
      settings.input.name == nil || input.name == settings.input.name
    else {
      throw .unexpected(reason: "its input is not '\(settings.input.name ?? "a single one")'")
    }
    guard let outputName = settings.output ?? network.outputs.first,
      settings.output != nil || network.outputs.count == 1
    else { throw .unexpected(reason: "it has several outputs, and its manifest names none") }
    inputName = input.name
    self.outputName = outputName
    // A network that declares its batch may have the number built in elsewhere too.
    let declared = input.extents.first ?? nil
    largestBatch = declared ?? Self.preferredBatch
    isBatchFixed = declared != nil
    let shape: Shape = [largestBatch, settings.input.planeCount, settings.side, settings.side]
    let plan = try network.plan(for: [inputName: shape])
    guard let output = plan.outputs[outputName] else {
      throw .unexpected(reason: "it has no output '\(outputName)'")
    }
    guard output.shape.elementCount == largestBatch * settings.dimension else {
      throw .unexpected(
        reason: "its output is \(output.shape), not \(settings.dimension) values a face")
    }
  }

  /// Returns how far a face's embedding can be trusted, 0…1.
  ///
  /// - Parameters:
  ///   - detection: The face, in pixels of the photo at full size.
  ///   - crop: Its aligned crop.
  ///   - embedding: Its embedding as ``embed(_:scratch:)`` gave it.
  public func quality(
    of detection: FaceDetection, crop: Image, _ embedding: Embedding?
  ) -> Float {
    guard let embedding else { return 0 }
    guard let quality = settings.quality else {
      // Not fitted for this model: the score, less for faces of fewer pixels than the crop has.
      let pixels = detection.box.area.squareRoot() / Float(settings.side)
      return detection.score * min(1, pixels)
    }
    return quality.quality(of: detection, crop: crop, norm: embedding.norm)
  }

  /// Returns the embedding of each crop; `nil` where the network gave no direction.
  ///
  /// - Parameters:
  ///   - crops: Aligned crops of `settings.side` pixels a side.
  ///   - scratch: Memory that no other run uses meanwhile.
  /// - Throws: ``ModelError`` when the network cannot run.
  public func embed(_ crops: [Image], scratch: Scratch) throws(ModelError) -> [Embedding?] {
    var embeddings: [Embedding?] = []
    var first = 0
    while first < crops.count {
      let batch = Array(crops[first..<min(first + largestBatch, crops.count)])
      embeddings += try embedBatch(batch, scratch)
      first += batch.count
    }
    return embeddings
  }

  /// Whether a crop that is no face has an embedding, as one of any pattern should.
  ///
  /// - Throws: ``ModelError`` when the network cannot run.
  public func embedsSomething() throws(ModelError) -> Bool {
    let side = settings.side
    let pixels = (0..<(side * side * 3)).map { UInt8(truncatingIfNeeded: $0 &* 89 + $0 / side) }
    let crop = Image(width: side, height: side, pixels: pixels)
    return try embed([crop], scratch: Scratch()).first.flatMap(\.self) != nil
  }

  private func embedBatch(
    _ crops: [Image], _ scratch: Scratch
  ) throws(ModelError) -> [Embedding?] {
    let (side, planeCount) = (settings.side, settings.input.planeCount)
    let count = isBatchFixed ? largestBatch : crops.count
    let plan = try network.plan(for: [inputName: [count, planeCount, side, side]])
    let run = plan.begin(scratch)
    // The run only points into this memory.
    defer { withExtendedLifetime(scratch) {} }
    guard let input = run.input(inputName) else {
      throw .unexpected(reason: "the input '\(inputName)' is missing")
    }
    let size = planeCount * side * side
    for (index, crop) in crops.enumerated() {
      let planes = UnsafeMutableBufferPointer(
        rebasing: input[(index * size)..<((index + 1) * size)])
      settings.input.write(crop, width: side, height: side, to: planes)
    }
    // The rest of a fixed batch is computed and not looked at.
    UnsafeMutableBufferPointer(rebasing: input[(crops.count * size)...]).update(repeating: 0)
    plan.execute(run)
    let dimension = settings.dimension
    guard let output = run.output(outputName)?.values,
      output.count == count * dimension
    else { throw .unexpected(reason: "its output '\(outputName)' changed its size") }
    return crops.indices.map { index in
      Embedding(normalizing: Array(output[(index * dimension)..<((index + 1) * dimension)]))
    }
  }
}
