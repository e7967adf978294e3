import Foundation
import Testing

/// What needs neither models nor photos.
@Suite struct CommandLineTests {
  @Test(arguments: [
    ["--nonsense"], ["scan"], ["scan", ".", "--jobs", "0"], ["scan", ".", "--jobs", "many"],
    ["scan", ".", "--detail", "deep"], ["name"], ["name", "1"], ["name", "1", "A", "--from", "x"],
    ["undo", "0"], ["export", "--format", "xml"], ["verify", "a.jpg"], ["frobnicate"],
    ["models", "add"], ["models", "add", "a", "b", "--manifest", "c"], ["models", "use"],
    ["models", "migrate"], ["models", "migrate", "a", "--rollback"],
    ["models", "migrate", "a", "--jobs", "0"], ["models", "migrate", "--rollback", "--dry-run"],
    ["crops", "."], ["crops", "-o", "x"], ["crops", ".", "--named", "-o", "x"],
    ["crops", ".", "-o", "x", "--size", "7"], ["crops", ".", "-o", "x", "--margin", "-1"],
    ["crops", ".", "-o", "x", "--format", "gif"], ["crops", ".", "-o", "x", "--faces", "some"],
    ["crops", ".", "-o", "x", "--library", "y"], ["crops", ".", "-o", "x", "--jobs", "0"],
    ["crops", "--named", "-o", "x", "--faces", "main"],
    ["crops", ".", "-o", "x", "--min-side", "-5"],
  ])
  func wrongUseIsStatus64AndIsExplained(arguments: [String]) throws {
    let result = try Program.run(arguments, models: nil)
    #expect(result.status == 64)
    #expect(result.errors.contains("Error:") && result.errors.contains("Usage:"))
    #expect(result.output.isEmpty)
  }

  @Test(arguments: [
    [], ["scan"], ["name"], ["export"], ["crops"],
  ])
  func helpIsAsRecorded(command: [String]) throws {
    let result = try Program.run(command + ["--help"], models: nil)
    #expect(result.status == 0)
    let name = (["help"] + command).joined(separator: "-") + ".txt"
    let golden = Bundle.module.bundleURL.appendingPathComponent("Goldens/" + name)
    #expect(try result.output == String(contentsOf: golden, encoding: .utf8), "\(name)")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionsAreGeneratedForEveryCommand(shell: String) throws {
    let result = try Program.run(["--generate-completion-script", shell], models: nil)
    #expect(result.status == 0)
    let commands = [
      "scan", "status", "people", "name", "undo", "folders", "export", "gallery", "models",
    ]
    for command in commands {
      #expect(result.output.contains(command))
    }
  }

  @Test(arguments: [
    ["status"], ["people"], ["export"], ["folders"], ["undo"], ["log"],
    ["models", "migrate", "--rollback"],
  ])
  func withoutALibraryCommandsSayWhatToDo(arguments: [String]) throws {
    let tree = try PhotoTree()
    let result = try Program.run(arguments, in: tree.root, models: nil)
    #expect(result.status == 1)
    #expect(
      result.errors == """
        photosort: there is no library at or above \(tree.root); scan a folder first, or give \
        --library

        """)
  }

  @Test func aFolderThatIsNoLibraryIsNotTakenForOne() throws {
    let tree = try PhotoTree()
    let result = try tree.run("status", "--library", tree.root)
    #expect(result.status == 1)
    #expect(result.errors == "photosort: \(tree.root) is no library; scan a folder to make one\n")
  }

  @Test func withoutModelsAScanSaysSoAndMakesNothing() throws {
    let tree = try PhotoTree()
    try tree.makeFolder("models")
    let result = try tree.run("scan", tree.root, "--models", tree.path("models"))
    #expect(result.status == 1)
    #expect(
      result.errors.hasPrefix(
        "photosort: \(tree.path("models")) has no model that photosort knows"))
    #expect(try tree.contents().names == ["models"])
  }

  @Test func aModelThatIsNotWhatItsNamePromisesIsRefused() throws {
    let tree = try PhotoTree()
    for name in ["yunet_n.onnx", "mobilefacenet.onnx"] {
      try tree.write(Data("not a model".utf8), to: "models/" + name)
    }
    let result = try tree.run("scan", tree.root, "--models", tree.path("models"))
    #expect(result.status == 1)
    #expect(result.errors.contains("is not the model its manifest describes: SHA-256"))
  }

  @Test func aMissingFolderOfModelsIsNamed() throws {
    let tree = try PhotoTree()
    let result = try tree.run("scan", tree.root, "--models", tree.path("nowhere"))
    #expect(result.status == 1)
    #expect(result.errors.contains("\(tree.path("nowhere")): No such file or directory"))
  }
}
