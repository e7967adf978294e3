import Organizer

extension SampleLibrary {
  /// Fills a library with photos in a folder per person.
  ///
  /// - Parameters:
  ///   - photos: How many each person has.
  ///   - noise: How far a face is from its person's direction at most, in each of 16 values.
  static func people(
    _ photos: [Int], noise: Float, seed: Int, cluster: (Int, Int) -> Int? = { _, _ in nil }
  ) throws -> SampleLibrary {
    let sample = try SampleLibrary()
    var random = SeededGenerator(seed: seed)
    for (person, count) in photos.enumerated() {
      let center = (0..<16).map { _ in Float.random(in: -1...1, using: &random) }
      for photo in 0..<count {
        let direction = center.map { $0 + Float.random(in: -noise...noise, using: &random) }
        try sample.add(
          "P\(person < 10 ? "0" : "")\(person)/\(photo).jpg",
          [.init(x: 450, direction: direction, cluster: cluster(person, photo))])
      }
    }
    return sample
  }
}
