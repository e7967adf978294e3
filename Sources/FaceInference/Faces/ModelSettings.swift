/// How a detector is fed and read.
public struct DetectorSettings: Sendable, Equatable {
  /// The layout of a detector's outputs.
  public enum Family: Sendable, Equatable {
    /// One prediction a cell, class and object scores apart (Wu, Peng and Yu, 2023).
    case yunet
    /// Anchor boxes of given sides for each stride (Deng et al., 2019), and how offsets from
    /// them are scaled: (centre, size).
    case retinaface(anchors: [[Float]], variances: [Float])
  }

  /// How pixels are fed.
  public let input: PixelInput
  /// The sides that the network accepts are multiples of this.
  public let multiple: Int
  /// The only size it accepts, where there is one.
  public let fixedSize: (width: Int, height: Int)?
  /// The layout of its outputs.
  public let family: Family
  /// Pixels per cell of each level, in the order of the outputs.
  public let strides: [Int]
  /// The least score of a face, 0…1.
  public let minimumScore: Float
  /// Of two boxes that overlap more (intersection over union) the better one stays.
  public let maximumOverlap: Float
  /// The network that places its landmarks more exactly; `nil` when they are taken as they are.
  public let refinement: RefinementSettings?

  init(_ raw: RawManifest) throws(ManifestError) {
    guard let decoding = raw.decoding else { throw ManifestError(reason: "'decoding' is missing") }
    guard !decoding.strides.isEmpty, decoding.strides.allSatisfy({ (1...256).contains($0) }) else {
      throw ManifestError(reason: "its strides \(decoding.strides)")
    }
    input = try PixelInput(raw.input)
    guard raw.input.name != nil else { throw ManifestError(reason: "'input.name' is missing") }
    guard input.normalization != .standardized else {
      throw ManifestError(reason: "the normalization of a detector's input is not fixed")
    }
    multiple = raw.input.multiple ?? 32
    guard (1...256).contains(multiple) else {
      throw ManifestError(reason: "its input's multiple \(multiple) is not between 1 and 256")
    }
    if let width = raw.input.width, let height = raw.input.height {
      guard (1...8192).contains(width), (1...8192).contains(height) else {
        throw ManifestError(reason: "its input of \(width)×\(height) pixels")
      }
      fixedSize = (width, height)
    } else {
      fixedSize = nil
    }
    strides = decoding.strides
    minimumScore = try raw.threshold("score")
    maximumOverlap = try raw.threshold("overlap")
    guard raw.refinement?.file != raw.file else {
      throw ManifestError(reason: "its refinement's file is that of the detector")
    }
    refinement = try raw.refinement.map { (raw) throws(ManifestError) in try RefinementSettings(raw)
    }
    switch decoding.family {
    case "yunet": family = .yunet
    case "retinaface":
      guard let anchors = decoding.anchors, anchors.count == strides.count,
        anchors.allSatisfy({ !$0.isEmpty }), let variances = decoding.variances,
        variances.count == 2
      else { throw ManifestError(reason: "its anchors or variances do not fit its strides") }
      family = .retinaface(anchors: anchors, variances: variances)
    default: throw ManifestError(reason: "its family '\(decoding.family)' is unknown")
    }
  }

  /// Equal when every field is.
  public static func == (a: DetectorSettings, b: DetectorSettings) -> Bool {
    a.input == b.input && a.multiple == b.multiple && a.family == b.family
      && a.strides == b.strides && a.minimumScore == b.minimumScore
      && a.maximumOverlap == b.maximumOverlap && a.fixedSize?.width == b.fixedSize?.width
      && a.fixedSize?.height == b.fixedSize?.height && a.refinement == b.refinement
  }
}

/// How an embedder is fed and read, and what its similarities mean.
public struct EmbedderSettings: Sendable, Equatable {
  /// How pixels are fed.
  public let input: PixelInput
  /// The side of an aligned crop in pixels.
  public let side: Int
  /// The network's name for its output; `nil` for its only one.
  public let output: String?
  /// The number of values of an embedding.
  public let dimension: Int
  /// Where the face lies in a crop.
  public let alignment: FaceAlignment
  /// Where its similarities divide.
  public let thresholds: Thresholds
  /// How the quality of its faces is judged; `nil` when that was not fitted.
  public let quality: QualitySettings?
  /// In standard detail, faces of a lesser quality that are not weak may be embedded as their mirror
  /// images, too; `nil` if no face is, in any detail (docs/decisions/0035-doubtful-faces-twice.md).
  public let mirroredBelow: Float?
  /// The probability that two faces are one person's; `nil` when that was not fitted.
  public let verificationHead: VerificationHead?

  /// Cosine similarities at which decisions are made.
  ///
  /// They belong to this model alone.
  public struct Thresholds: Sendable, Equatable, Codable {
    /// Two faces are one person (1:1).
    public let verification: Float
    /// Two large clusters are one person: the least average similarity of their faces.
    public let clustering: Float
    /// By how much the similarity of two single faces must exceed `clustering`; for clusters of
    /// *m* and *n* faces this over √(*m* · *n*).
    public let singletonMargin: Float
    /// A weak face joins a large cluster: the least average similarity to its faces; the margin is
    /// added as above.
    public let weakJoin: Float
    /// A cluster is one of up to 20 enrolled people (1:N).
    public let identification: Float
    /// By how much `identification` grows with every tenfold of people beyond 20.
    public let identificationGrowth: Float
    /// By how much the best person must be ahead of the next.
    public let margin: Float
    /// When two clusters are one although `clustering` keeps them apart; `nil` when that was not
    /// measured.
    public let merging: Merging?

    /// When two clusters are one all the same (docs/decisions/0030-second-pass.md).
    ///
    /// Their cosine must reach `threshold` + `crowdingWeight` · (how crowded it is around them −
    /// `typicalCrowding`) − `qualityWeight` · (1 − the lesser quality).
    public struct Merging: Sendable, Equatable, Codable {
      /// The least cosine of clusters of full quality in typical surroundings.
      public let threshold: Float
      /// How much stricter crowded surroundings are.
      public let crowdingWeight: Float
      /// The usual mean cosine of a cluster to the strangers nearest to it.
      public let typicalCrowding: Float
      /// By how much less is asked of clusters of quality 0.
      public let qualityWeight: Float

      /// Makes a rule.
      public init(
        threshold: Float, crowdingWeight: Float, typicalCrowding: Float, qualityWeight: Float
      ) {
        self.threshold = threshold
        self.crowdingWeight = crowdingWeight
        self.typicalCrowding = typicalCrowding
        self.qualityWeight = qualityWeight
      }

      /// Whether all its values are between 0 and 1, as they must be.
      var isPossible: Bool {
        [threshold, crowdingWeight, typicalCrowding, qualityWeight].allSatisfy {
          (0...1).contains($0)
        }
      }
    }

    /// Makes thresholds.
    public init(
      verification: Float, clustering: Float, singletonMargin: Float, weakJoin: Float,
      identification: Float, identificationGrowth: Float, margin: Float, merging: Merging? = nil
    ) {
      self.verification = verification
      self.clustering = clustering
      self.singletonMargin = singletonMargin
      self.weakJoin = weakJoin
      self.identification = identification
      self.identificationGrowth = identificationGrowth
      self.margin = margin
      self.merging = merging
    }

    /// Whether all of them are between 0 and 1, as they must be.
    public var arePossible: Bool {
      [
        verification, clustering, singletonMargin, weakJoin, identification, identificationGrowth,
        margin,
      ].allSatisfy { (0...1).contains($0) } && merging?.isPossible != false
    }
  }

  init(_ raw: RawManifest) throws(ManifestError) {
    guard let side = raw.input.width, raw.input.height == side, (8...1024).contains(side) else {
      throw ManifestError(reason: "its input is not a square of 8 to 1024 pixels")
    }
    guard let dimension = raw.dimension, (1...8192).contains(dimension) else {
      throw ManifestError(reason: "its dimension is missing or not between 1 and 8192")
    }
    input = try PixelInput(raw.input)
    self.side = side
    output = raw.output
    self.dimension = dimension
    alignment = try FaceAlignment(raw.alignment, side: side)
    thresholds = Thresholds(
      verification: try raw.threshold("verification"), clustering: try raw.threshold("clustering"),
      singletonMargin: try raw.threshold("singletonMargin"),
      weakJoin: try raw.threshold("weakJoin"),
      identification: try raw.threshold("identification"),
      identificationGrowth: try raw.threshold("identificationGrowth"),
      margin: try raw.threshold("margin"), merging: raw.merging)
    if let merging = raw.merging, !merging.isPossible {
      throw ManifestError(reason: "a value of 'merging' is not between 0 and 1")
    }
    if let quality = raw.quality, !quality.isPossible {
      throw ManifestError(reason: "a number of 'quality' is not between −10000 and 10000")
    }
    quality = raw.quality
    if let bound = raw.mirroredBelow, !(0...1).contains(bound) {
      throw ManifestError(reason: "its mirroredBelow is not between 0 and 1")
    }
    mirroredBelow = raw.mirroredBelow
    if let head = raw.verificationHead, head.weights.count != dimension {
      throw ManifestError(
        reason: "its verificationHead has \(head.weights.count) weights for \(dimension) values")
    }
    verificationHead = raw.verificationHead
  }
}
