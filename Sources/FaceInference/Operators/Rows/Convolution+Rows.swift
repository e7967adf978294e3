extension Convolution: RowOperator {
  /// The most channels of an image that is read as planes: colours.
  private static let mostPlanes = 4
  /// The fewest channels for which values are rounded to bfloat16: a pair of blocks.
  private static let fewestHalves = 16

  func rows(_ request: RowRequest) -> RowDraft? {
    let g = geometry
    guard g.window.fitsRows, g.groups == 1 || g.isDepthwise, let filters = request.weights[1],
      request.isSettled(2), request.isSettled(4)
    else { return nil }
    let bank = FilterBank(
      values: filters, filters: g.filters, channels: g.channelsPerGroup,
      rows: g.window.rows.extent, columns: g.window.columns.extent)
    let input = inputShape
    let stages =
      g.isDepthwise
      ? depthwise(request, bank, input) : dense(request, bank, input)
    return RowDraft(stages: stages, input: input, output: outputShapes[0], addend: 3)
  }

  /// Returns the convolution as Winograd's transform, or `nil` where that does not pay.
  func winograd(_ request: RowRequest) -> WinogradStep? {
    guard numbers(request) != .bytes, WinogradConvolution.pays(geometry),
      let filters = request.weights[1],
      request.isSettled(2), request.isSettled(4)
    else { return nil }
    let bank = FilterBank(
      values: filters, filters: geometry.filters, channels: geometry.channels, rows: 3, columns: 3)
    let convolution = WinogradConvolution(
      geometry, weights: request.packing.winograd(bank, request.kernels), epilogue(request),
      request.kernels)
    return WinogradStep(convolution: convolution, outputShapes: outputShapes)
  }

  /// The extents of the images that are read.
  var inputShape: Shape { [geometry.batch, geometry.channels, geometry.height, geometry.width] }

  /// The layout of what is made.
  private var output: RowLayout { RowLayout(.blocks, outputShapes[0]) }

  private func epilogue(_ request: RowRequest) -> RowEpilogue {
    let channels = geometry.filters
    return RowEpilogue(
      bias: request.weights[2].map { request.packing.channels($0, count: channels) },
      slopes: request.weights.count > 4
        ? request.weights[4].map { request.packing.channels($0, count: channels) } : nil,
      activation, channels: channels)
  }

  private func depthwise(_ request: RowRequest, _ bank: FilterBank, _ input: Shape) -> [RowStage] {
    let bordered = RowLayout(
      .blocks, input, border: geometry.window.columns.border(width: geometry.width))
    let takesTwoRows =
      request.kernels.hasTwoRows && geometry.window.isThreeByThree && geometry.outputHeight > 1
    let weights =
      takesTwoRows ? request.packing.depthwiseTwoRows(bank) : request.packing.depthwise(bank)
    let window = RowWindow(
      geometry.window, weights: weights, input: bordered, epilogue(request))
    let stage = RowStage(
      work: takesTwoRows ? .depthwiseTwoRows(window) : .depthwise(window), input: bordered,
      output: output,
      rows: .window(takesTwoRows ? geometry.window.rows.ofTwo : geometry.window.rows))
    return RowStage.copies(to: bordered) + [stage]
  }

  /// What is multiplied.
  private func numbers(_ request: RowRequest) -> SegmentOrder.Numbers {
    switch request.precision {
    case .bfloat16 where request.kernels.hasHalves && geometry.channels >= Self.fewestHalves:
      .halves
    case .int8 where request.kernels.hasBytes && BytePieces.pay(geometry): .bytes
    default: .floats
    }
  }

  private func dense(_ request: RowRequest, _ bank: FilterBank, _ input: Shape) -> [RowStage] {
    let window = geometry.window
    let isByColumn =
      request.isPlanes && geometry.channels <= Self.mostPlanes && window.columns.dilation == 1
    let numbers = isByColumn ? .floats : numbers(request)
    let kind: RowLayout.Kind = isByColumn ? .lines : numbers == .halves ? .halves : .blocks
    let bordered = RowLayout(kind, input, border: window.columns.border(width: geometry.width))
    let order = SegmentOrder(
      isByColumn: isByColumn, channels: geometry.channels, rows: window.rows.extent,
      columns: window.columns.extent, numbers: numbers)
    let convolution = RowConvolution(
      order, weights: request.packing.convolution(bank, order), filters: geometry.filters,
      columns: window.columns, input: bordered, epilogue(request))
    guard !isByColumn else {
      let planes = PlanesConvolution(convolution, RowLayout(.planes, input), lines: bordered)
      return [
        RowStage(
          work: .planes(planes), input: RowLayout(.planes, input), output: output,
          rows: .window(window.rows))
      ]
    }
    let stage = RowStage(
      work: .convolution(convolution), input: bordered, output: output,
      rows: .window(window.rows))
    return RowStage.copies(to: bordered) + [stage]
  }
}

extension RowStage {
  /// The stages that bring rows without borders into a layout.
  static func copies(to layout: RowLayout) -> [RowStage] {
    var source = layout
    source.border = RowLayout.Border()
    let work: Work
    switch layout.kind {
    case .halves: (source.kind, work) = (.blocks, .round)
    case .blocks, .planes, .lines:
      guard !layout.border.isEmpty else { return [] }
      work = .map(scale: nil, RowEpilogue())
    }
    return [RowStage(work: work, input: source, output: layout, rows: .window(.one))]
  }
}
