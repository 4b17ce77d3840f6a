using SegEdge.Testing;

namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>docs/adding-an-operator.md shows code; it is the code.</summary>
public sealed class AddingAnOperatorTests
{
    [Theory]
    [InlineData("Onnx/Gradients/Activations.cs")]
    [InlineData("Onnx/Gradients/GradientRules.cs")]
    [InlineData("tests/SegEdge.Onnx.Tests/Gradients/ElementwiseGradientTests.cs")]
    [InlineData("tests/SegEdge.Onnx.Tests/Gradients/KinkTests.cs")]
    public void WhatThePageShows_IsInTheFile(string path)
    {
        var blocks = File.ReadAllText(Repository.Path("docs/adding-an-operator.md")).Split("```csharp\n")[1..].Select(b => b.Split("\n```")[0]);
        var source = Words(File.ReadAllText(Repository.Path(path)));
        Assert.Single(blocks, block => source.Contains(Words(block), StringComparison.Ordinal));
    }

    private static string Words(string code) => string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
