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
