using System.Text.RegularExpressions;
using System.Xml.Linq;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests;

/// <summary>The rules of the house that a compiler does not keep. They stand with the tests of Pipeline because that is where most arrows meet,
/// and because they must run wherever Pipeline is changed.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Onnx"] = [],
        ["Camera"] = [],
        ["Telemetry"] = [],
        ["Explain"] = ["Onnx"],
        ["Pipeline"] = ["Camera", "Onnx", "Explain"],
        ["Fleet"] = ["Telemetry"],
        ["EdgeHost"] = ["Onnx", "Camera", "Explain", "Pipeline", "Telemetry", "Fleet"],
    };

    private static readonly string[] Quiet = ["Camera", "Explain", "Pipeline", "Telemetry"];

    public static TheoryData<string> Projects() =>
        [.. Arrows.Keys.Where(name => File.Exists(ProjectFile(name)))];

    [Theory, MemberData(nameof(Projects))]
    public void AProject_DependsOnlyOnWhatItMay(string project)
    {
        var references = XDocument.Load(ProjectFile(project)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')).Replace("SegEdge.", ""));
        Assert.Empty(references.Except(Arrows[project]));
    }

    // Neither tests nor the tools that train a model run on the device: they may use everything.
    [Fact]
    public void EveryProject_IsKnownHere() =>
        Assert.Empty(ProjectFiles().Select(path => Path.GetRelativePath(Repository.Root, path).Split('/')[0]).Except([.. Arrows.Keys, "tests", "models"]));

    [Fact]
    public void Versions_AreCentral() =>
        Assert.Empty(from path in ProjectFiles()
                     from reference in XDocument.Load(path).Descendants("PackageReference")
                     where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null || reference.Element("Version") is not null
                     select $"{Path.GetFileName(path)}: {reference}");

    [Fact]
    public void Libraries_NeitherSleep_NorAskForLocalTime_NorStartThreadsOfThePool() =>
        Assert.Empty(from folder in Quiet
                     from path in Sources(folder)
                     from line in File.ReadLines(path).Select((text, i) => (Text: text, Number: i + 1))
                     where Forbidden().IsMatch(line.Text)
                     select $"{Path.GetRelativePath(Repository.Root, path)}:{line.Number}: {line.Text.Trim()}");

    [Theory]
    [InlineData("var now = DateTime.Now;", true)]
    [InlineData("Thread.Sleep(1);", true)]
    [InlineData("_ = Task.Run(() => 1);", true)]
    [InlineData("var now = time.GetUtcNow();", false)]
    public void TheRule_CanBeBroken(string line, bool broken) => Assert.Equal(broken, Forbidden().IsMatch(line));

    [GeneratedRegex(@"\bDateTime(Offset)?\.Now\b|\bThread\.Sleep\b|\bTask\.Run\b")]
    private static partial Regex Forbidden();

    private static string ProjectFile(string name) => Repository.Path($"{name}/SegEdge.{name}.csproj");

    private static IEnumerable<string> ProjectFiles() => Find(Repository.Root, "*.csproj");

    private static IEnumerable<string> Sources(string folder) => Find(Repository.Path(folder), "*.cs");

    private static IEnumerable<string> Find(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Where(path => !path.Contains("/obj/") && !path.Contains("/bin/"));
}
