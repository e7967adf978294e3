internal import Foundation

/// How far the embedding of a face can be trusted.
///
/// A logistic regression on what an embedder and a crop tell of a face, fitted for each embedder
/// (docs/accuracy.md): σ(norm · length + side · log₂ min(s, 64) + sharpness · log₁₀ f + offset),
/// where *length* is that of the network's raw output, *s* the geometric mean of the box's sides
/// in pixels of the photo, and *f* the crop's fine detail.
public struct QualitySettings: Sendable, Equatable, Decodable {
  let norm: Float
  let side: Float
  let sharpness: Float
  let offset: Float

  /// Whether its numbers are such that sums of them are numbers, too.
  var isPossible: Bool { [norm, side, sharpness, offset].allSatisfy { abs($0) <= 10_000 } }

  /// Returns the quality of a face, 0…1.
  ///
  /// - Parameters:
  ///   - detection: The face, in pixels of the photo at full size.
  ///   - crop: Its aligned crop.
  ///   - norm: The length of the network's raw output.
  public func quality(of detection: FaceDetection, crop: Image, norm: Float) -> Float {
    let pixels = max(1, min(64, detection.box.area.squareRoot()))
    let sum =
      self.norm * norm + side * log2f(pixels) + sharpness * log10f(crop.fineDetail) + offset
    // The length of a damaged network's output need not be a number.
    return sum.isFinite ? 1 / (1 + expf(-sum)) : 0
  }
}

extension Image {
  /// Contrasts below this are noise, in samples of 255.
  private static let leastContrast: Float = 5
  /// No crop has less, so that its logarithm is finite.
  private static let leastDetail: Float = 1e-4

  /// The variance of the luma's Laplacian (the four neighbours less four times the middle) over
  /// the variance of the luma, in the middle of an aligned crop.
  ///
  /// Luma is Rec. 601: 0.299 R + 0.587 G + 0.114 B. The middle leaves out a seventh on all sides
  /// but the lower, which shows the chin.
  var fineDetail: Float {
    // Every pixel of the middle has four neighbours, in the smallest crops too.
    let (left, top) = (max(1, width / 7), max(1, height / 7))
    let (right, bottom) = (width - left, height - max(1, height / 14))
    guard right - left > 2, bottom - top > 2 else { return Self.leastDetail }
    let luma: [Float] = (0..<(width * height)).map { (i: Int) -> Float in
      let (red, green) = (Float(pixels[3 * i]), Float(pixels[3 * i + 1]))
      return 0.299 * red + 0.587 * green + 0.114 * Float(pixels[3 * i + 2])
    }
    var (detail, contrast) = (Spread(), Spread())
    for y in top..<bottom {
      for x in left..<right {
        let i = y * width + x
        contrast.add(luma[i])
        let beside: Float = luma[i - 1] + luma[i + 1]
        let across: Float = luma[i - width] + luma[i + width]
        detail.add(beside + across - 4 * luma[i])
      }
    }
    let least = Self.leastContrast * Self.leastContrast
    return max(Self.leastDetail, detail.variance / max(contrast.variance, least))
  }
}

/// The variance of numbers that come one by one.
private struct Spread {
  private var count = 0.0
  private var sum = 0.0
  private var squares = 0.0

  mutating func add(_ value: Float) {
    count += 1
    sum += Double(value)
    squares += Double(value) * Double(value)
  }

  var variance: Float { Float(max(0, squares / count - (sum / count) * (sum / count))) }
}
