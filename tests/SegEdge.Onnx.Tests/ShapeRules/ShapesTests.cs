namespace SegEdge.Onnx.Tests.ShapeRules;

public sealed class ShapesTests
{
    public static TheoryData<string> Cases() => [.. OperatorCases.All.Keys];

    [Theory, MemberData(nameof(Cases))]
    public void StaticInputs_GiveExactlyWhatOnnxRuntimeMakes(string name)
    {
        var tiny = OperatorCases.All[name]();
        var inferred = tiny.Inferred();
        var made = tiny.Run();
        // How many are not zero, only the run knows.
        var expected = made.Values.Select(t => name.StartsWith("NonZero", StringComparison.Ordinal) ? $"{t.Type} [{t.Dimensions[0]}, ?]" : t.ToString());
        Assert.Equal(expected, inferred);
    }

    /// <summary>Whatever is said with less knowledge must hold for the run: every number, and every name under what it stands
    /// for.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void OpenInputs_GiveNothingThatTheRunContradicts(string name)
    {
        var made = OperatorCases.All[name]().Run();
        // One name per size, a name of its own for every dimension, no name, and open in one place only.
        foreach (var open in new Func<int, long, Dim>[] {
            (_, size) => Dim.Named($"={size}"), (place, size) => Dim.Named($"{place}={size}"), (_, _) => Dim.Unknown,
            (place, size) => place % 2 == 0 ? Dim.Named($"={size}") : size, (place, size) => place % 2 == 1 ? Dim.Unknown : size })
        {
            var tiny = OperatorCases.All[name]();
            var place = 0;
            foreach (var input in tiny.Model.Graph.Inputs) input.Shape = Shape.Of(input.Shape!.Select(d => open(place++, d.Size!.Value)));
            Shapes.Infer(tiny.Model);
            foreach (var output in tiny.Model.Graph.Outputs)
            {
                Assert.Equal(made[output.Name].Type, output.Type);
                if (output.Shape is not { } shape) continue;
                Assert.Equal(made[output.Name].Dimensions.Count, shape.Rank);
                foreach (var (dim, size) in shape.Zip(made[output.Name].Dimensions))
                    Assert.Equal(size, dim.Size ?? (dim.Symbol is { } symbol ? long.Parse(symbol.Split('=')[1], null) : size));
            }
        }
    }
}
