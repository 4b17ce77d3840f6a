using SegEdge.Onnx.Tests.Networks;
using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;
using SegEdge.Testing;
using SegEdge.Testing.Architectures;

namespace SegEdge.Onnx.Tests.Torch;

/// <summary>The sharp check: every element of the gradient, of the real models and of the generated networks, against PyTorch's autograd in double
/// precision on the same ONNX file (<c>interpret.py</c>). The bundled model among them.</summary>
public sealed class AutogradTests(AutogradTests.Answers answers) : IClassFixture<AutogradTests.Answers>
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Architectures() => [.. Architecture.Names];

    [Theory, MemberData(nameof(Architectures))]
    public void OfTheField_IsAutograds(string name)
    {
        var folder = answers.Of("architectures", Architecture.Names, n => (Architecture.Build(n), Architecture.Picture(7)));
        Compare(Path.Combine(folder, name), Architecture.Picture(7));
    }

    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void OfARealModel_IsAutograds(string name)
    {
        var model = OnnxReader.Read(SharedModels.Require(name));
        var picture = RealPictures.For(name, model.Graph.FreeInputs.Single().Shape!.Sizes());
        Compare(Path.Combine(answers.Of(name, [name], _ => (model, picture)), name), picture);
    }

    private static void Compare(string folder, Tensor picture)
    {
        var model = OnnxReader.Read(Path.Combine(folder, "model.onnx"));
        var input = model.Graph.FreeInputs.Single().Name;
        new AppendGradient(RandomScore.Name, [input]).Apply(model);
        Verifier.Verify(model);
        using var ort = new Ort(model);
        var ours = ort.Run((input, picture));
        var gradient = AppendGradient.OutputOf(input);
        foreach (var output in ours.Keys.Where(o => o != gradient && o != RandomScore.Name))
            Assert.InRange(Error(output, output), 0, Tolerance);
        Assert.InRange(Error(gradient, "gradient"), 0, Tolerance);

        double Error(string output, string file)
        {
            var error = RelativeError.Of(ours[output].ToDoubles(), TorchScript.Read(Path.Combine(folder, $"{file}.f64")));
            TestContext.Current.TestOutputHelper?.WriteLine($"{output}: relative error {error:e1}");
            return error;
        }
    }

    /// <summary>What PyTorch says, asked once for each group of models.</summary>
    public sealed class Answers : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        /// <returns>A folder with one folder per name: model.onnx, with a score, and what <c>interpret.py</c> adds.</returns>
        public string Of(string group, IEnumerable<string> names, Func<string, (Model Model, Tensor Picture)> find)
        {
            var folder = _folder.File(group);
            if (Directory.Exists(folder)) return folder;
            string[] folders = [.. names.Select(n => Path.Combine(folder, n))];
            foreach (var each in folders)
            {
                var (model, picture) = find(Path.GetFileName(each));
                model = model.Clone();
                new UpgradeOpset().Apply(model);
                Shapes.Infer(model);
                RandomScore.Append(model);
                Directory.CreateDirectory(each);
                OnnxWriter.Write(model, Path.Combine(each, "model.onnx"));
                File.WriteAllBytes(Path.Combine(each, "input.f32"), picture.Raw.ToArray());
            }
            TorchScript.Run("interpret.py", folders);
            return folder;
        }

        public void Dispose() => _folder.Dispose();
    }
}
