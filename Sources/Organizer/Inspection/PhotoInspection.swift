internal import FaceInference

/// Shows what was found in a photo: a picture with marks, and the aligned crop of each face.
public struct PhotoInspection {
  /// A file that was written.
  public struct Output: Sendable, Equatable {
    /// Its path.
    public let path: String
    /// The face that it shows, counted from 1; `nil` for the picture of all.
    public let face: Int?
  }

  /// What was written, and what an earlier run left.
  public struct Result: Sendable, Equatable {
    /// The picture of all faces first, then the crops.
    public let outputs: [Output]
    /// Crops in the folder that are not of this photo, by name.
    public let earlier: [String]
  }

  /// The picture's name in its folder.
  public static let picture = "faces.png"
  /// The picture's longer side in pixels is at least this, where the photo has as many.
  private static let side = 1280

  private let inquiry: PhotoInquiry
  private let aligner: FaceAligner

  /// Prepares pictures of a photo's faces.
  ///
  /// - Parameters:
  ///   - inquiry: The photo and its faces.
  ///   - models: The embedder's crops are the ones that are shown.
  public init(_ inquiry: PhotoInquiry, _ models: FaceModels) {
    self.inquiry = inquiry
    aligner = models.embedder.aligner
  }

  /// Writes the picture and the crops into a folder: a new one, or one of crops.
  ///
  /// - Throws: `CropFolder.Failure`, `PhotoInquiry.Failure`, or `FileError`.
  public func write(to folder: String) throws -> Result {
    let place = try CropFolder(folder, photos: try photoFolder())
    let decoder = PhotoDecoder()
    let decoded: DecodedPhoto
    let crops: [Image?]
    do {
      decoded = try decoder.decode(inquiry.bytes.span, minimumLongerSide: Self.side)
      let placed = inquiry.faces.map { PlacedFace($0.face.detection, in: decoded) }
      crops = try FaceCutter(decoder: decoder, aligner: aligner)
        .crops(of: placed, in: decoded, inquiry.bytes)
    } catch {
      throw PhotoInquiry.Failure.unreadable(path: inquiry.path, reason: error.reason)
    }
    var outputs: [Output] = []
    let drawn = AnnotatedPhoto.draw(marks(in: decoded), on: decoded.image)
    outputs.append(try write(drawn, Self.picture, nil, place))
    for (number, crop) in crops.enumerated() {
      guard let crop else { continue }
      outputs.append(try write(crop, "face-\(number + 1).png", number + 1, place))
    }
    return Result(outputs: outputs, earlier: try earlier(in: place, beside: outputs))
  }

  /// The folder of the photo; `nil` for one that came through a pipe.
  private func photoFolder() throws -> String? {
    guard !FileSystem.isStream(inquiry.path) else { return nil }
    return FileSystem.parent(of: try PhotoLibrary.resolved(inquiry.path)) ?? "/"
  }

  /// The crops in a folder that are not among those just written, by number.
  private func earlier(
    in folder: CropFolder, beside outputs: [Output]
  ) throws(FileError) -> [String] {
    let own = Set(outputs.compactMap(\.face))
    let numbers = try FileSystem.names(in: folder.path).compactMap { name -> Int? in
      let text = String(decoding: name, as: UTF8.self)
      guard text.hasPrefix("face-"), text.hasSuffix(".png") else { return nil }
      return Int(text.dropFirst(5).dropLast(4))
    }
    return numbers.filter { !own.contains($0) }.sorted().map { "face-\($0).png" }
  }

  private func write(
    _ image: Image, _ name: String, _ face: Int?, _ folder: CropFolder
  ) throws(FileError) -> Output {
    guard let bytes = CropFormat.png.file(of: image) else {
      throw FileError(path: joined(folder.path, name), code: 12)  // ENOMEM
    }
    try folder.write(bytes, to: PhotoPath(name))
    return Output(path: joined(folder.path, name), face: face)
  }

  private func marks(in photo: DecodedPhoto) -> [AnnotatedPhoto.Mark] {
    inquiry.faces.enumerated().map { number, face in
      let kind: AnnotatedPhoto.Kind
      let who: String
      switch face.answer {
      case .confirmed(let name): (kind, who) = (.confirmed, " \(name)")
      case .matched(let name, let similarity):
        (kind, who) = (.matched, " \(name) \(Self.hundredths(Float(similarity)))")
      case .unknown(let cluster): (kind, who) = (.unknown, cluster.map { " unknown-\($0)" } ?? "")
      }
      let scores = Self.hundredths(face.face.detection.score)
      let quality = Self.hundredths(face.face.quality)
      return AnnotatedPhoto.Mark(
        detection: PlacedFace(face.face.detection, in: photo).decoded,
        number: number + 1, title: who, scores: "s\(scores) q\(quality)", kind: kind)
    }
  }

  /// A share with two decimals, without a locale.
  private static func hundredths(_ value: Float) -> String {
    let whole = Int((max(0, min(1, value)) * 100).rounded())
    return whole >= 100 ? "1.00" : ".\(whole < 10 ? "0" : "")\(whole)"
  }
}
