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
}
