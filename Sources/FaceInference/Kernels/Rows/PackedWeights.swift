/// The weights of a convolution as they lie in a model: `[filters, channels, rows, columns]`.
struct FilterBank {
  let values: UnsafePointer<Float>
  let filters: Int
  /// The channels of a group.
  let channels: Int
  let rows: Int
  let columns: Int

  @inline(__always)
  func tap(_ filter: Int, _ channel: Int, _ row: Int, _ column: Int) -> Float {
    values[((filter * channels + channel) * rows + row) * columns + column]
  }
}

/// The order in which a convolution goes through the values under its window.
struct SegmentOrder: Hashable {
  /// Whether values of neighbouring columns lie side by side, as in planes, not of channels.
  let isByColumn: Bool
  let channels: Int
  let rows: Int
  let columns: Int
  /// What values and weights are.
  var numbers = Numbers.floats

  enum Numbers: Hashable {
    case floats
    /// bfloat16, in pairs.
    case halves
    /// Bytes, in fours.
    case bytes

    /// How many values come together, so that missing channels have zeros in their place.
    var together: Int {
      switch self {
      case .floats: 1
      case .halves: 2
      case .bytes: 4
      }
    }
  }

  struct Segment {
    let row: Int
    let column: Int
    let channel: Int
    /// The values that have weights.
    let count: Int
  }

  var segments: [Segment] {
    var segments: [Segment] = []
    for row in 0..<rows {
      if isByColumn {
        for channel in 0..<channels {
          segments.append(Segment(row: row, column: 0, channel: channel, count: columns))
        }
      } else {
        for column in 0..<columns {
          for channel in stride(from: 0, to: channels, by: blockSize) {
            let count = min(blockSize, channels - channel)
            segments.append(Segment(row: row, column: column, channel: channel, count: count))
          }
        }
      }
    }
    return segments
  }

  /// The values of a segment, with those that only fill it up.
  func length(_ segment: Segment) -> Int {
    let together = numbers.together
    return (segment.count + together - 1) / together * together
  }

  /// The values of all segments.
  var depth: Int { segments.reduce(0) { $0 + length($1) } }
}

extension PackedArray where Element == Float {
  /// Packs the weights of a convolution over all channels: for each pair of blocks of filters, for
  /// each value in order, those of the pair's filters side by side.
  convenience init(_ bank: FilterBank, _ order: SegmentOrder) {
    let count = order.depth * blockCount(bank.filters) * blockSize
    self.init(count: count) { target in
      forEachWeight(bank, order) { target[$0 + $1 * $2 + $3] = $4 }
    }
  }

  /// Packs the weights of a depthwise convolution: `[blocks][rows][columns][16]`.
  convenience init(depthwise bank: FilterBank) {
    let taps = bank.rows * bank.columns
    self.init(count: blockCount(bank.filters) * taps * blockSize) { target in
      for filter in 0..<bank.filters {
        let (block, lane) = (filter / blockSize, filter % blockSize)
        for tap in 0..<taps {
          target[(block * taps + tap) * blockSize + lane] = bank.values[filter * taps + tap]
        }
      }
    }
  }

  /// Transforms and packs the weights of a depthwise convolution of 3×3 windows for F(2, 3) down the
  /// columns (Lavin and Gray, 2016): `[blocks][4][3 columns][16]`.
  convenience init(depthwiseTwoRows bank: FilterBank) {
    self.init(count: blockCount(bank.filters) * 12 * blockSize) { target in
      for filter in 0..<bank.filters {
        let lane = target + filter / blockSize * 12 * blockSize + filter % blockSize
        for column in 0..<3 {
          let taps = (0..<3).map { bank.tap(filter, 0, $0, column) }
          let (ends, middle) = (0.5 * (taps[0] + taps[2]), 0.5 * taps[1])
          for (row, value) in [taps[0], ends + middle, ends - middle, taps[2]].enumerated() {
            lane[(row * 3 + column) * blockSize] = value
          }
        }
      }
    }
  }

  /// Fills up the last block of one number for each channel.
  convenience init(channels values: UnsafePointer<Float>, count: Int) {
    self.init(count: blockCount(count) * blockSize) { $0.update(from: values, count: count) }
  }
}

extension PackedArray where Element == UInt16 {
  /// Packs the weights of a convolution as bfloat16, the two of a pair of values side by side.
  convenience init(_ bank: FilterBank, _ order: SegmentOrder) {
    let count = order.depth * blockCount(bank.filters) * blockSize
    self.init(count: count) { target in
      forEachWeight(bank, order) { start, value, lanes, lane, weight in
        target[start + value / 2 * lanes * 2 + lane * 2 + value % 2] = bfloat16(weight)
      }
    }
  }
}

/// Returns the bfloat16 nearest to a number, ties to even: the upper half of its bits.
func bfloat16(_ number: Float) -> UInt16 {
  guard !number.isNaN else { return 0x7FC0 }
  let bits = number.bitPattern
  return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
}

/// Calls `body` with each weight, where it goes: the start of its pair of blocks, the number of its
/// value, how many filters lie side by side, and which of them it belongs to.
@inline(__always)
func forEachWeight(
  _ bank: FilterBank, _ order: SegmentOrder, _ body: (Int, Int, Int, Int, Float) -> Void
) {
  let (segments, depth, blocks) = (order.segments, order.depth, blockCount(bank.filters))
  for block in stride(from: 0, to: blocks, by: 2) {
    let lanes = min(2, blocks - block) * blockSize
    let filters = (block * blockSize)..<min(bank.filters, block * blockSize + lanes)
    var value = 0
    for segment in segments {
      for k in 0..<segment.count {
        let channel = order.isByColumn ? segment.channel : segment.channel + k
        let column = order.isByColumn ? k : segment.column
        for filter in filters {
          body(
            block * blockSize * depth, value + k, lanes, filter - filters.lowerBound,
            bank.tap(filter, channel, segment.row, column))
        }
      }
      value += order.length(segment)
    }
  }
}
