internal import CKernels

/// One operation of a pipeline, which makes a row of its result out of some rows of its input.
struct RowStage: Sendable {
  enum Work: Sendable {
    case convolution(RowConvolution)
    case depthwise(RowWindow)
    case maximum(RowWindow)
    /// scale · x + bias, with the epilogue.
    case map(scale: PackedArray<Float>?, RowEpilogue)
    /// Each pixel from another column.
    case gather(columns: PackedArray<Int32>, RowEpilogue)
    /// To bfloat16.
    case round
    /// From planes to lines or blocks, and from blocks to planes.
    case load
    case block
    case unblock
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
    return epilogue.bias == nil && epilogue.slopes == nil && epilogue.least == -.infinity
      && epilogue.most == .infinity && residual == nil
  }

  /// Whether its loops can write borders and bfloat16; changes of layout cannot.
  var canFinish: Bool {
    switch work {
    case .convolution, .depthwise, .maximum, .map, .gather: true
    case .round, .load, .block, .unblock: false
    }
  }

  /// Makes one row.
  ///
  /// - Parameters:
  ///   - rows: Where the rows that it sees begin.
  ///   - count: Those of them that lie in the image; a pool gets no others.
  ///   - target: The place of the result's first pixel, in floats whatever lies there.
  func run(
    _ kernels: VectorKernels, _ rows: UnsafePointer<UnsafePointer<Float>?>, count: Int,
    _ target: ck_target
  ) {
    let table = kernels.table.pointee
    guard let row = rows[0] else { return }
    switch work {
    case .convolution(let convolution):
      withUnsafePointer(to: convolution.loops) { loops in
        if convolution.isPaired {
          UnsafeRawPointer(rows).withMemoryRebound(
            to: UnsafePointer<UInt16>?.self, capacity: self.rows.count
          ) { table.convolve_row_bf16?(loops, $0, target) }
        } else {
          table.convolve_row(loops, rows, target)
        }
      }
    case .depthwise(let window):
      withUnsafePointer(to: window.loops) { table.convolve_depthwise_row($0, rows, target) }
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
    case .round, .load, .block, .unblock: move(table, row, target)
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
    case .load:
      for channel in 0..<input.channels {
        (output + channel * target.block_step).update(
          from: row + channel * input.blockStep, count: input.width)
      }
    case .block: table.block_row(row, input.blockStep, channels, width, output, target.block_step)
    default: table.plane_row(row, input.blockStep, channels, width, output, target.block_step)
    }
  }
}
