import Organizer
import Testing

@Suite struct ClusterNamesFileTests {
  private func namings(_ text: String) throws -> [String] {
    try ClusterNamesFile(Array(text.utf8)).namings.map { "\($0.line) \($0.cluster) \($0.name)" }
  }

  @Test(arguments: ["", "cluster,name\n", "\u{FEFF}Cluster, NAME ,\r\n"])
  func headerIsOptional(header: String) throws {
    let read = try namings(header + "c-1,Anna\nc-2,\"Müller, Ben\"\n")
    let first = header.isEmpty ? 1 : 2
    #expect(read == ["\(first) c-1 Anna", "\(first + 1) c-2 Müller, Ben"])
  }

  @Test func blankLinesEmptyCellsAndGuardsAreLeftOut() throws {
    #expect(
      try namings("\n c-1 , Anna ,,\r\n\r\nc-2,'=Ben\nc-1,Anna") == ["2 c-1 Anna", "4 c-2 =Ben"])
    for text in ["", "\n", "cluster,name\n"] {
      let problems = #expect(throws: ClusterNamesFile.Problems.self) { try namings(text) }
      #expect(problems?.problems == [.empty])
    }
  }

  @Test func allProblemsAreToldTogether() throws {
    let text =
      "cluster,name\nc-1,Anna\nc-2\n,Ben\nc-3, \nc-1,Carl\nc-4,a,b\nc-5,\"x\ny\"\nc-6, #8\n"
    let expected: [ClusterNamesFile.Problem] = [
      .wrongCellCount(line: 3, count: 1), .noCluster(line: 4),
      .invalidName(line: 5, name: " ", .empty),
      .clusterNamedTwice(line: 6, cluster: "c-1", earlierLine: 2),
      .wrongCellCount(line: 7, count: 3),
      .invalidName(line: 8, name: "x\ny", .controlCharacter("\n")),
      .numberAsName(line: 10, name: "#8"),
    ]
    #expect(throws: ClusterNamesFile.Problems.self) { try namings(text) }
    do {
      _ = try namings(text)
    } catch let problems as ClusterNamesFile.Problems {
      #expect(problems.problems == expected)
    }
  }

  @Test func aClusterIsOneHoweverItIsWritten() throws {
    #expect(try namings("12,Anna\n#12,Anna\nunknown-12,Anna\n012,Anna\n") == ["1 12 Anna"])
    for other in ["#12", "unknown-12", "012"] {
      let problems = #expect(throws: ClusterNamesFile.Problems.self) {
        try namings("12,Anna\n\(other),Ben\n")
      }
      #expect(
        problems?.problems == [.clusterNamedTwice(line: 2, cluster: other, earlierLine: 1)])
    }
  }

  @Test func damageIsToldWithItsLine() {
    #expect(throws: ClusterNamesFile.Problems.self) { try ClusterNamesFile(Array("c,\"A".utf8)) }
    #expect(throws: ClusterNamesFile.Problems.self) { try ClusterNamesFile([0x63, 0x2C, 0xFF]) }
  }
}
