using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;
using SegEdge.Testing.Architectures;

namespace SegEdge.Onnx.Tests.Networks;

/// <summary>The generated networks are networks: ONNX Runtime runs them, their outputs depend on the picture, a batch is its pictures.</summary>
public sealed class ArchitectureTests
{
    public static TheoryData<string> Names() => [.. Architecture.Names];

    [Theory, MemberData(nameof(Names))]
    public void Outputs_AreInferred_Finite_AndDependOnThePicture(string name)
    {
        var model = Architecture.Build(name);
        Verifier.Verify(model);
        var (one, other) = (Run(model, Architecture.Picture(1)), Run(model, Architecture.Picture(2)));
        foreach (var output in model.Graph.Outputs)
        {
            var values = one[output.Name].ToDoubles();
            Assert.Equal(one[output.Name].Dimensions, output.Shape!.Sizes());
            Assert.All(values, v => Assert.True(double.IsFinite(v) && Math.Abs(v) < 100, $"{output}: {v}"));
            Assert.InRange(RelativeError.Of(values, other[output.Name].ToDoubles()), 0.05, 100);
            TestContext.Current.TestOutputHelper?.WriteLine($"{output}: {values.Min():g3} to {values.Max():g3}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void OpenBatch_OfTwo_IsTheTwoPictures(string name)
    {
        var model = Architecture.Build(name, openBatch: true);
        Verifier.Verify(model);
        var (one, other) = (Run(model, Architecture.Picture(1)), Run(model, Architecture.Picture(2)));
        var both = Run(model, Tensor.FromRaw(ElementType.Float, [2, 3, Architecture.Height, Architecture.Width],
            (byte[])[.. Architecture.Picture(1).Raw.Span, .. Architecture.Picture(2).Raw.Span]));
        foreach (var output in model.Graph.Outputs)
        {
            Assert.Equal(Dim.Named(Architecture.BatchName), output.Shape![0]);
            double[] expected = [.. one[output.Name].ToDoubles(), .. other[output.Name].ToDoubles()];
            Assert.InRange(RelativeError.Of(both[output.Name].ToDoubles(), expected), 0, 1e-5);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void RoundTrip_KeepsEveryBit(string name)
    {
        var model = Architecture.Build(name);
        var (before, after) = (Run(model, Architecture.Picture(3)), Run(OnnxReader.Read(OnnxWriter.ToBytes(model)), Architecture.Picture(3)));
        foreach (var (output, tensor) in before)
            Assert.True(tensor.Raw.Span.SequenceEqual(after[output].Raw.Span), output);
    }

    /// <summary>On the graph as it stands: ONNX Runtime fuses what has one reader only, and a gradient is a second one.</summary>
    [Theory, MemberData(nameof(Names))]
    public void AppendGradient_LeavesTheOutputsBits(string name)
    {
        var model = Architecture.Build(name);
        var gradient = model.Clone();
        new AppendGradient(model.Graph.Outputs[0].Name, [Architecture.InputName]).Apply(gradient);
        using Ort before = new(model, optimize: false), after = new(gradient, optimize: false);
        var outputs = after.Run((Architecture.InputName, Architecture.Picture(4)));
        foreach (var (output, tensor) in before.Run((Architecture.InputName, Architecture.Picture(4))))
            Assert.True(tensor.Raw.Span.SequenceEqual(outputs[output].Raw.Span), output);
    }

    private static Dictionary<string, Tensor> Run(Model model, Tensor picture)
    {
        using var ort = new Ort(model);
        return ort.Run((Architecture.InputName, picture));
    }
}
