using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Tests;

public sealed class ShapesOfRealModelsTests
{
    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void WithoutAnyDeclaration_EveryValueIsWhatOnnxRuntimeMakes(string name)
    {
        var model = OnnxReader.Read(SharedModels.Require(name));
        var made = model.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().ToList();
        foreach (var value in made) (value.Type, value.Shape) = (ElementType.Undefined, null);

        Shapes.Infer(model);

        var input = model.Graph.FreeInputs.Single();
        model.Graph.Outputs.AddRange(made.Except(model.Graph.Outputs));
        using var ort = new Ort(model, optimize: false);
        var found = ort.Run((input.Name, Tensor.Filled(input.Type, input.Shape!.Sizes(), 0.5)));
        Assert.Equal(made.Count, found.Count);
        foreach (var value in made) Assert.Equal($"{value.Name}: {found[value.Name]}", $"{value.Name}: {value.Type} {value.Shape}");
    }

    /// <summary>An open batch reaches every value, except behind TwinLiteNet's attention: its file reshapes to a batch of 1.</summary>
    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void ABatchByName_ReachesEveryValue(string name)
    {
        Model fix = OnnxReader.Read(SharedModels.Require(name)), open = fix.Clone();
        var input = open.Graph.FreeInputs.Single();
        input.Shape = input.Shape!.With(0, Dim.Named("N"));
        Shapes.Infer(fix);
        Shapes.Infer(open);
        foreach (var (value, known) in open.Graph.Values().Zip(fix.Graph.Values()))
        {
            if (value.Producer is not { IsConstant: false }) continue;
            foreach (var (dim, size) in value.Shape!.Zip(known.Shape!))
                if (dim.Size is not null) Assert.Equal(size, dim);
                else Assert.True(dim == Dim.Named("N") ? size == 1 : name == "twinlitenet", value.ToString());
            if (name != "twinlitenet") Assert.Equal(Dim.Named("N"), value.Shape![0]);
        }
    }
}
