using SegEdge.Onnx.Transforms;
using static SegEdge.Onnx.Attribute;

namespace SegEdge.Onnx.Tests.ShapeRules;

/// <summary>Nodes of damaged files: every case of the other tests with numbers that no exporter writes.</summary>
public sealed class SpoiltNodesTests
{
    private static readonly long[] Odd = [0, 1, -1, 2, 3, 7, -5, int.MaxValue, int.MinValue, 1L << 32, long.MaxValue, long.MinValue, long.MaxValue / 2];

    public static TheoryData<string> Cases() => [.. OperatorCases.All.Keys];

    [Theory, MemberData(nameof(Cases))]
    public void NothingButAnOnnxException_Comes(string name)
    {
        var random = new Random(name.Length + name[0]);
        for (var round = 0; round < 100; round++)
        {
            var tiny = OperatorCases.All[name]();
            Spoil(tiny, random);
            foreach (var act in new Action<Model>[] { Shapes.Infer, m => new FoldConstants().Apply(m), m => new UpgradeOpset().Apply(m), Verifier.Verify })
            {
                try
                {
                    act(tiny.Model);
                }
                catch (OnnxException)
                {
                    // Expected: the answer to a spoilt node.
                }
            }
        }
    }

    private static void Spoil(Tiny tiny, Random random)
    {
        var node = tiny.Node;
        foreach (var attribute in node.Attributes.ToList())
        {
            if (random.Next(2) == 0) continue;
            if (attribute.Data is long) node.Set(Of(attribute.Name, Pick()));
            else if (attribute.Data is long[] many) node.Set(Of(attribute.Name, Some(random.Next(many.Length + 2))));
            else if (random.Next(3) == 0) node.Remove(attribute.Name);
        }
        for (var k = 0; k < node.Inputs.Count; k++)
        {
            if (node.Inputs[k] is not { } input || random.Next(2) == 0) continue;
            if (input.Constant is not { } constant) input.Shape = Shape.Of(Some(random.Next(5)).Select(s => s < 0 ? Dim.Unknown : (Dim)s));
            else if (constant.Type == ElementType.Int64) node.Inputs[k] = new Value(input.Name, Tensor.Vector(Some(random.Next(5))));
            else if (constant.Type == ElementType.Float && constant.Count < 9)
                node.Inputs[k] = new Value(input.Name, Floats(Some(random.Next(5))));
            if (random.Next(9) == 0) node.Inputs[k] = null;
        }
        if (random.Next(5) == 0 && node.Inputs.Count > 0) node.Inputs.RemoveAt(node.Inputs.Count - 1);

        static Tensor Floats(long[] from) => Tensor.Of<float>([.. from.Select(s => s / 1.5f)], from.Length);

        long Pick() => Odd[random.Next(Odd.Length)];

        long[] Some(int count) => [.. Enumerable.Range(0, count).Select(_ => Pick())];
    }
}
