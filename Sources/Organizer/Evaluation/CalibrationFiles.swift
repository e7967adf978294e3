#if canImport(Glibc)
  internal import Glibc
#endif

/// Writes what a calibration measured: curves as CSV and SVG.
public struct CalibrationFiles {
  private let calibration: Calibration

  /// Prepares the files of a calibration.
  public init(_ calibration: Calibration) { self.calibration = calibration }

  /// Writes four files into a folder, which is made, over those of an earlier calibration.
  ///
  /// - Returns: Their paths.
  /// - Throws: `FileError` when one cannot be written; `OutputFile.Failure` when one is not to be,
  ///   and then none is.
  public func write(to folder: String) throws -> [String] {
    let paths = try Self.checkedPaths(in: folder)
    try FileSystem.makeFolder(PhotoLibrary.place(folder))
    let files = [
      verificationTable(), verificationChart(), clusteringTable(), clusteringChart(),
    ]
    for (path, file) in zip(paths, files) { try OutputFile.write(file, to: path) }
    return paths
  }

  /// Makes sure that the files may be written, before the work that makes them.
  ///
  /// - Throws: `OutputFile.Failure`, or `FileError` when what is there cannot be read.
  public static func checkDestination(_ folder: String) throws { _ = try checkedPaths(in: folder) }

  private static func checkedPaths(in folder: String) throws -> [String] {
    let folder = PhotoLibrary.place(folder)
    if let status = FileStatus(path: folder), status.kind != .folder {
      throw FileError(path: folder, code: ENOTDIR)
    }
    let paths = ["verification.csv", "verification.svg", "clustering.csv", "clustering.svg"].map {
      joined(folder, $0)
    }
    for path in paths { try OutputFile.checkPlace(path) }
    return paths
  }

  /// Steps of 0.005: the eye sees no more.
  private var points: [ThresholdSweep.Point] {
    calibration.verification.points.filter {
      let place = $0.threshold * 200
      return abs(place - place.rounded()) < 1e-6
    }
  }

  /// The table of verification thresholds.
  package func verificationTable() -> [UInt8] {
    var text = CSVText()
    text.append(
      ["threshold", "f1", "accuracy", "precision", "recall", "fmr", "fnmr"].map { .text($0) })
    for point in points {
      let values = [
        point.threshold, point.f1, point.accuracy, point.precision, point.recall,
        point.falseMatchRate, point.falseNonMatchRate,
      ]
      text.append(values.map { .decimal($0, places: 6) })
    }
    return text.bytes
  }

  private func verificationChart() -> [UInt8] {
    func series(_ name: String, _ value: (ThresholdSweep.Point) -> Double) -> LineChart.Series {
      LineChart.Series(name: name, points: points.map { ($0.threshold, value($0)) })
    }
    let best = calibration.verification.bestF1
    let chosen = calibration.thresholds.first { $0.name == "verification" }
    var markers = [LineChart.Marker(x: best.threshold, label: "best F1: \(short(best.threshold))")]
    if let chosen {
      markers.append(.init(x: chosen.value, label: "verification: \(short(chosen.value))"))
    }
    return LineChart(
      title: "All pairs of \(calibration.photos) photos of \(calibration.people) people",
      xLabel: "similarity threshold", yRange: 0...1,
      series: [
        series("F1") { $0.f1 }, series("accuracy") { $0.accuracy },
        series("false matches") { $0.falseMatchRate },
        series("false non-matches") { $0.falseNonMatchRate },
      ], markers: markers
    ).svg()
  }

  /// The table of cuts.
  package func clusteringTable() -> [UInt8] {
    var text = CSVText()
    text.append(
      [
        "margin", "threshold", "clusters", "b_cubed_f", "b_cubed_precision", "b_cubed_recall",
        "pairwise_f",
      ].map { .text($0) })
    for point in calibration.clustering.points {
      let scores = point.scores
      let values = [
        scores.bCubed.f, scores.bCubed.precision, scores.bCubed.recall, scores.pairwise.f,
      ]
      text.append(
        [
          .decimal(point.margin, places: 3), .decimal(point.threshold, places: 3),
          .integer(point.clusters),
        ] + values.map { .decimal($0, places: 6) })
    }
    return text.bytes
  }

  private func clusteringChart() -> [UInt8] {
    let points = calibration.clustering.points
    let series = CutSweep.margins.map { margin in
      LineChart.Series(
        name: "c = \(short(margin))",
        points: points.filter { $0.margin == margin }.map { ($0.threshold, $0.scores.bCubed.f) })
    }
    let values = points.map(\.scores.bCubed.f)
    let lowest = max(0, ((values.min() ?? 0) * 20).rounded(.down) / 20)
    let markers = calibration.clustering.best.map {
      [LineChart.Marker(x: $0.threshold, label: "best: \(short($0.threshold))")]
    }
    return LineChart(
      title: "B-cubed F of average linkage cut at t + c/√(m·n)", xLabel: "threshold t",
      yRange: min(lowest, 0.95)...1, series: series, markers: markers ?? []
    ).svg()
  }

  private func short(_ value: Double) -> String {
    var bytes: [UInt8] = []
    bytes.appendDecimal(value, places: 3)
    return String(decoding: bytes, as: UTF8.self)
  }
}
