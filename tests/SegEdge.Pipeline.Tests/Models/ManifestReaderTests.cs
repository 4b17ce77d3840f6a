using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Models;

public sealed class ManifestReaderTests : IDisposable
{
    private const string Good = """
        {
          "name": "tiny", "task": "logits", "file": "tiny.onnx",
          "input": { "name": "x", "layout": "NCHW", "color": "RGB", "width": 64, "height": 32 },
          "heads": [ {
            "name": "head", "output": "y",
            "classes": [ { "name": "a", "color": "#000000" }, { "name": "b", "color": "#ffffff" } ]
          } ]
        }
        """;

    private readonly TemporaryFolder _folder = new();

    private string ManifestPath => _folder.File("model.json");

    [Fact]
    public void Written_IsReadBackTheSame()
    {
        var manifest = TinyOnnx.TwoHeads(16, 8).Manifest;
        Assert.Equal(ManifestReader.Write(manifest), ManifestReader.Write(Read(ManifestReader.Write(manifest))));
    }

    [Fact]
    public void CommentsAndTrailingCommas_AreAllowed() =>
        Assert.Equal("tiny", Read(Good.Replace("\"name\": \"tiny\",", "// why\n \"name\": \"tiny\",").Replace("#ffffff\" }", "#ffffff\", }")).Name);

    [Theory]
    [InlineData("\"task\":", "\"inputs\": 1, \"task\":", 2, "name, version, task, file")]
    [InlineData("\"task\":", "\"classes\": [], \"task\":", 2, "name, version, task, file")]
    [InlineData("\"task\":", "\"headsets\": 1, \"task\":", 2, "name, version, task, file")]
    [InlineData("\"layout\":", "\"colour\": 1, \"layout\":", 3, "name, layout, color, width")]
    [InlineData("\"layout\":", "\"classes\": 1, \"layout\":", 3, "name, layout, color, width")]
    [InlineData("\"output\":", "\"outputs\": 1, \"output\":", 5, "name, output, kind, scores")]
    [InlineData("{ \"name\": \"a\",", "{ \"colour\": 1, \"name\": \"a\",", 6, "name, color")]
    public void UnknownKey_NamesFileLineAndTheKeysOfItsLevel(string at, string with, int line, string expected)
    {
        var problem = Problem(Replace(at, with));
        Assert.Contains($"{ManifestPath}, line {line},", problem);
        Assert.Contains("unknown key", problem);
        Assert.Contains($"Expected: {expected}", problem);
    }

    [Theory]
    [InlineData("\"task\": \"logits\", ", "task")]
    [InlineData("\"layout\": \"NCHW\", ", "layout")]
    [InlineData("\"output\": \"y\",", "output")]
    [InlineData("\"name\": \"a\", ", "name")]
    [InlineData(", \"color\": \"#000000\"", "color")]
    public void MissingKey_IsNamed(string key, string name)
    {
        var problem = Problem(Replace(key, ""));
        Assert.Contains(ManifestPath, problem);
        Assert.Contains($"'{name}'", problem);
        Assert.Contains("line", problem);
    }

    [Theory]
    [InlineData("\"width\": 64", "\"width\": \"64\"", "$.input.width", "found \"64\", expected a whole number")]
    [InlineData("\"width\": 64", "\"width\": 64.5", "$.input.width", "found 64.5, expected a whole number")]
    [InlineData("\"task\": \"logits\"", "\"task\": \"detection\"", "$.task", "found \"detection\", expected one of \"logits\", \"argmax\", \"binary\"")]
    [InlineData("\"task\": \"logits\"", "\"task\": 0", "$.task", "found 0, expected one of \"logits\"")]
    [InlineData("\"layout\": \"NCHW\"", "\"layout\": \"channels first\"", "$.input.layout", "expected one of \"NCHW\", \"NHWC\".")]
    [InlineData("\"output\": \"y\",", "\"output\": \"y\", \"threshold\": \"half\",", "$.heads[0].threshold", "found \"half\", expected a number.")]
    [InlineData("\"output\": \"y\",", "\"output\": \"y\", \"kind\": \"log\",", "$.heads[0].kind", "expected one of \"logits\", \"argmax\"")]
    [InlineData("\"name\": \"a\"", "\"name\": [1]", "$.heads[0].classes[0].name", "found a list, expected text in quotes.")]
    [InlineData("\"width\": 64", "\"width\": 64, \"width\": \"64\"", "$.input.width", "found \"64\", expected a whole number")] // named twice
    [InlineData("\"file\": \"tiny.onnx\"", "\"file\": null", "$.file", "found null, expected text in quotes.")]
    [InlineData("\"task\": \"logits\",", "\"task\": \"logits\", \"golden\": 1,", "$.golden", "found 1, expected an object.")]
    public void WrongValue_NamesItsPlace_WhatStandsThere_AndWhatBelongsThere(string at, string with, string place, string words)
    {
        var problem = Problem(Replace(at, with));
        Assert.Contains($"'{place}'", problem);
        Assert.Contains(words, problem);
        Assert.DoesNotContain("System.", problem);
        Assert.DoesNotContain(nameof(SegEdge), problem.Replace(ManifestPath, "", StringComparison.Ordinal));
    }

    [Fact]
    public void BrokenSyntax_NamesItsLine() => Assert.Contains("line 5", Problem(Replace("\"output\": \"y\",", "\"output\": \"y\" \"x\",")));

    [Theory]
    [InlineData("\"heads\": [", "\"heads\": [ null,", "'heads'")]
    [InlineData("\"classes\": [", "\"classes\": [ null,", "'classes'")]
    public void Null_InAList_IsAProblem_AndNoCrash(string at, string with, string field) => Assert.Contains(field, Problem(Replace(at, with)));

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("[]")]
    public void NoObject_IsAProblem(string text) => Assert.Contains(ManifestPath, Problem(text));

    [Fact]
    public void NoFile_IsAProblem() =>
        Assert.Contains(_folder.File("none.json"), Assert.Throws<ModelException>(() => ManifestReader.Read(_folder.File("none.json"))).Message);

    public static TheoryData<string> Shipped() =>
        [.. Directory.EnumerateFiles(Repository.Path("models"), ModelPackage.ManifestName, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Shipped))]
    public void ShippedManifests_Parse(string relative)
    {
        var manifest = ManifestReader.Read(Repository.Path(relative));
        Assert.Equal(Path.GetFileName(Path.GetDirectoryName(relative)), manifest.Name);
        Assert.NotNull(manifest.Sha256);
        Assert.NotNull(manifest.Licence);
    }

    [Fact]
    public void ThereAreFourModelsInTheZoo() => Assert.Equal(4, Shipped().Count(row => row.Data.Contains("zoo", StringComparison.Ordinal)));

    public void Dispose() => _folder.Dispose();

    private static string Replace(string at, string with)
    {
        var index = Good.IndexOf(at, StringComparison.Ordinal);
        Assert.True(index >= 0, $"the good manifest has no {at}");
        return string.Concat(Good.AsSpan(0, index), with, Good.AsSpan(index + at.Length));
    }

    private ModelManifest Read(string text)
    {
        File.WriteAllText(ManifestPath, text);
        return ManifestReader.Read(ManifestPath);
    }

    private string Problem(string text) => Assert.Throws<ModelException>(() => Read(text)).Message;
}
