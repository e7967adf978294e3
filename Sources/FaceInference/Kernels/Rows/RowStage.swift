internal import CKernels

/// One operation of a pipeline, which makes a row of its result out of some rows of its input.
struct RowStage: Sendable {
  enum Work: Sendable {
    case convolution(RowConvolution)
    case depthwise(RowWindow)
    /// Two rows at once, of windows of 3×3 one pixel apart, weights transformed.
    case depthwiseTwoRows(RowWindow)
    /// The same, and a pointwise convolution that reads them.
    case followedDepthwise(FollowedDepthwise)
    /// The same, and a pool of 2×2 pixels that reads them.
    case pooledDepthwise(RowWindow)
    case maximum(RowWindow)
    /// scale · x + bias, with the epilogue.
    case map(scale: PackedArray<Float>?, RowEpilogue)
    /// Each pixel from another column.
    case gather(columns: PackedArray<Int32>, RowEpilogue)
    /// A convolution of an image in planes.
    case planes(PlanesConvolution)
    /// Lines of an image from a source, which the runner asks for them.
    case source
    /// To bfloat16.
    case round
    /// From planes to blocks, and from blocks to planes.
    case block
    case unblock
  }

  /// Memory that the stages of a pipeline use in turn.
  struct Memory {
    /// What rows outside the image are given as.
    let zeros: UnsafePointer<Float>
    /// Room for what lies between two operations of a stage.
    let middle: UnsafeMutablePointer<Float>
  }

  let work: Work
  /// The rows that it reads, and those that it writes.
  let input: RowLayout
  var output: RowLayout
  let rows: RowReach
  /// Which operand of the pipeline is added before the activation.
  var residual: Int?

  /// A stage that only copies, to where rows have borders or are bfloat16: a stage before it in
  /// the same pipeline can write there itself.
  var isCopy: Bool {
    if case .round = work { return true }
    guard case .map(nil, let epilogue) = work else { return false }
    return epilogue.isNothing && residual == nil
  }

  /// The rows that it makes at once.
  var strip: Int {
    switch work {
    case .depthwiseTwoRows, .followedDepthwise: 2
    default: 1
    }
  }

  /// The floats of what lies between its two operations, or of its values as bytes.
  var middleCount: Int {
    switch work {
    case .convolution(let convolution): convolution.scratchCount
    case .followedDepthwise(let depthwise): depthwise.scratchCount
    case .planes(let convolution): convolution.scratchCount
    default: 0
    }
  }

  /// Whether its loops can write borders and bfloat16; changes of layout cannot.
  var canFinish: Bool {
    switch work {
    case .source, .round, .block, .unblock: false
    default: true
    }
  }

  /// Makes a row, or two.
  ///
  /// - Parameters:
  ///   - rows: Where the rows that it sees begin.
  ///   - count: Those of them that lie in the image; a pool gets no others.
  ///   - targets: The places of each row's first pixel, in floats whatever lies there; the same
  ///     twice where there is one row.
  func run(
    _ kernels: VectorKernels, _ rows: UnsafePointer<UnsafePointer<Float>?>, count: Int,
    _ targets: StripTargets, _ memory: Memory
  ) {
    let table = kernels.table.pointee
    let target = targets.first
    guard let row = rows[0] else { return }
    switch work {
    case .convolution(let convolution): convolution.run(table, rows, target, memory.middle)
    case .depthwise(let window):
      withUnsafePointer(to: window.loops) { table.convolve_depthwise_row($0, rows, target) }
    case .depthwiseTwoRows(let window): window.runTwoRows(table, rows, targets)
    case .followedDepthwise(let depthwise):
      depthwise.run(table, rows, targets, middle: memory.middle)
    case .pooledDepthwise(let window):
      withUnsafePointer(to: window.loops) { loops in
        table.convolve_depthwise_pooled_row?(loops, rows, target)
      }
    case .planes(let convolution): convolution.run(table, rows, target, memory)
    case .maximum(let window):
      withUnsafePointer(to: window.loops) {
        table.pool_maximum_row(
          $0, rows, Int32(count), Int32(input.width), Int32(window.left), target)
      }
    case .map(let scale, let epilogue):
      withUnsafePointer(to: epilogue.loops) {
        table.map_row(row, input.blockStep, Int32(input.blocks), scale?.base, $0, target)
      }
    case .gather(let columns, let epilogue):
      withUnsafePointer(to: epilogue.loops) {
        table.gather_row(row, input.blockStep, Int32(input.blocks), columns.base, $0, target)
      }
    case .source: break
    case .round, .block, .unblock: move(table, row, target)
    }
  }

  /// Changes the layout of a row.
  private func move(_ table: ck_kernels, _ row: UnsafePointer<Float>, _ target: ck_target) {
    let (channels, width) = (Int32(input.channels), Int32(input.width))
    guard let output = target.output else { return }
    switch work {
    case .round:
      output.withMemoryRebound(to: UInt16.self, capacity: self.output.blockStep) {
        table.round_row?(
          row, input.blockStep, Int32(input.blocks), width, $0, self.output.blockStep)
      }
    case .block: table.block_row(row, input.blockStep, channels, width, output, target.block_step)
    default: table.plane_row(row, input.blockStep, channels, width, output, target.block_step)
    }
  }
}
