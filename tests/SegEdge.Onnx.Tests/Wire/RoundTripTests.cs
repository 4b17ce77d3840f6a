using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Tests.Wire;

public sealed class RoundTripTests
{
    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void ARealModel_ComputesTheSameBits(string name)
    {
        var path = SharedModels.Require(name);
        var model = OnnxReader.Read(path);
        using Ort before = new(File.ReadAllBytes(path)), after = new(model);
        var random = new Random(7);
        var input = model.Graph.FreeInputs.Single();
        var picture = new float[input.Shape!.Elements!.Value];
        for (var i = 0; i < picture.Length; i++) picture[i] = random.NextSingle();
        var tensor = Tensor.Of<float>(picture, input.Shape.Sizes());

        var expected = before.Run((input.Name, tensor));
        var found = after.Run((input.Name, tensor));
        Assert.Equal(expected.Keys, found.Keys);
        foreach (var (output, bits) in expected) Assert.True(bits.Raw.Span.SequenceEqual(found[output].Raw.Span), output);
    }
}
