/// The pairs of photos that Labeled Faces in the Wild prescribes for verification.
///
/// The format of `pairs.txt` (Huang, Ramesh, Berg, Learned-Miller, "Labeled Faces in the Wild",
/// University of Massachusetts technical report 07-49, 2007): a first line `folds ⇥ pairs`; then,
/// for each fold, that many lines `name ⇥ number ⇥ number` of pairs of one person, and as many
/// lines `name ⇥ number ⇥ name ⇥ number` of pairs of two.
public struct LFWPairs: Sendable, Equatable {
  /// One photo of the data set.
  public struct Photo: Sendable, Hashable {
    /// The person's name, with underscores for spaces; never a path.
    public let person: String
    /// Which of the person's photos it is, from 1.
    public let number: Int

    /// Where the photo lies in the data set: `Name/Name_0001.jpg`.
    public var path: PhotoPath {
      let digits = String(number)
      let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
      return PhotoPath("\(person)/\(person)_\(zeros)\(digits).jpg")
    }
  }

  /// Two photos to be told of one person or of two.
  public struct Pair: Sendable, Hashable {
    /// The first photo.
    public let first: Photo
    /// The second photo.
    public let second: Photo
    /// Whether both photos show one person.
    public let isSamePerson: Bool
    /// The fold the pair belongs to, from 0.
    public let fold: Int
  }

  /// The number of folds.
  public let foldCount: Int
  /// All pairs, in the order of the list.
  public let pairs: [Pair]

  /// Into so many parts a list of one fold is divided.
  private static let parts = 5

  /// Returns the pairs with the folds that thresholds are chosen over.
  ///
  /// Pairs of one fold, those of people whom a model has not seen, say, have nothing to choose on:
  /// they are dealt out to five parts, which stand for folds.
  ///
  /// - Parameter isIncluded: Whether a pair takes part; folds without any are no folds.
  public func crossValidated(where isIncluded: (Pair) -> Bool = { _ in true }) -> [Pair] {
    let included = pairs.filter(isIncluded)
    let folds = Set(included.map(\.fold)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: zip(folds, folds.indices))
    return included.enumerated().map { place, pair in
      let fold = folds.count > 1 ? numbers[pair.fold] ?? 0 : place % Self.parts
      return Pair(
        first: pair.first, second: pair.second, isSamePerson: pair.isSamePerson, fold: fold)
    }
  }

  /// Reads a list.
  ///
  /// - Parameter text: The contents of the file; lines end with LF or CRLF, empty ones are skipped,
  ///   and so is a byte order mark.
  /// - Throws: `LFWPairsError`: where and how the text departs from the format.
  public init(parsing text: String) throws(LFWPairsError) {
    // CRLF is a single Character.
    let lines = text.drop { $0 == "\u{FEFF}" }
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated().filter { !$0.element.isEmpty }
    guard let first = lines.first else { throw .empty }
    let header = try Header(first.element, line: first.offset + 1)
    guard lines.count - 1 == header.pairCount else {
      throw .wrongPairCount(announced: header.pairCount, found: lines.count - 1)
    }
    var pairs: [Pair] = []
    for (place, line) in lines.dropFirst().enumerated() {
      let fold = place / header.pairsPerFold
      let isSame = place % header.pairsPerFold < header.pairsPerFold / 2
      pairs.append(
        try Self.pair(line.element, line: line.offset + 1, fold: fold, isSamePerson: isSame))
    }
    foldCount = header.folds
    self.pairs = pairs
  }

  private struct Header {
    let folds: Int
    /// Of both kinds.
    let pairsPerFold: Int
    let pairCount: Int

    init(_ text: Substring, line: Int) throws(LFWPairsError) {
      let numbers = text.split(separator: "\t").map { Int($0) }
      guard numbers.count == 2, let folds = numbers[0], let pairs = numbers[1],
        folds > 0, pairs > 0
      else { throw .badHeader(line: line, text: String(text)) }
      let (perFold, tooMany) = pairs.multipliedReportingOverflow(by: 2)
      let (count, farTooMany) = folds.multipliedReportingOverflow(by: perFold)
      guard !tooMany, !farTooMany else { throw .badHeader(line: line, text: String(text)) }
      self.folds = folds
      pairsPerFold = perFold
      pairCount = count
    }
  }

  private static func pair(
    _ text: Substring, line: Int, fold: Int, isSamePerson: Bool
  ) throws(LFWPairsError) -> Pair {
    let fields = text.split(separator: "\t", omittingEmptySubsequences: false)
    let wanted = isSamePerson ? 3 : 4
    guard fields.count == wanted else {
      throw .wrongFieldCount(line: line, expected: wanted, found: fields.count)
    }
    let other = isSamePerson ? fields[0] : fields[2]
    return Pair(
      first: try photo(of: fields[0], number: fields[1], line: line),
      second: try photo(of: other, number: fields[wanted - 1], line: line),
      isSamePerson: isSamePerson, fold: fold)
  }

  private static func photo(
    of person: Substring, number: Substring, line: Int
  ) throws(LFWPairsError) -> Photo {
    // The name becomes part of a path, and must not lead out of the data set.
    guard !person.isEmpty, !person.hasPrefix("."), !person.contains("/"), !person.contains("\0")
    else { throw .badName(line: line, text: String(person)) }
    guard let index = Int(number), index > 0 else {
      throw .badNumber(line: line, text: String(number))
    }
    return Photo(person: String(person), number: index)
  }
}

/// A departure of a list of pairs from its format.
public enum LFWPairsError: Error, Equatable, Sendable {
  /// There is no line.
  case empty
  /// The first line is not two positive numbers.
  case badHeader(line: Int, text: String)
  /// There are more or fewer pairs than the first line announces.
  case wrongPairCount(announced: Int, found: Int)
  /// A line has another number of fields than pairs of its place have.
  case wrongFieldCount(line: Int, expected: Int, found: Int)
  /// A name is empty or no name of a folder.
  case badName(line: Int, text: String)
  /// The number of a photo is not a whole number from 1.
  case badNumber(line: Int, text: String)
}
