using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Models.Signing;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Models;

public sealed class ModelSealTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256), _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void ASignedModel_Loads_AndTellsWhoSigned()
    {
        Sign();
        var seal = ModelPackage.Load(_folder.Path, Trust(required: true)).Seal!;
        Assert.Equal(("the-key", "tiny", 7L), (seal.KeyId, seal.Name, seal.Revision));
        Assert.Equal(["data/weights.bin", "model.json", "tiny.onnx"], seal.Files.Keys.Order());
    }

    [Theory]
    [InlineData("model.json")]
    [InlineData("tiny.onnx")]
    [InlineData("data/weights.bin")]
    public void AnyChangedByteOfAnyFile_IsFound_WithTheFilesName(string name)
    {
        Sign();
        var bytes = File.ReadAllBytes(_folder.File(name));
        foreach (var at in new[] { 0, bytes.Length / 2, bytes.Length - 1 })
        {
            var changed = bytes.ToArray();
            changed[at] ^= 1;
            File.WriteAllBytes(_folder.File(name), changed);
            Refused($"{_folder.File(name)}: was changed after 'the-key' signed it");
        }
    }

    [Fact]
    public void AFileThatIsMissingOrAdded_IsFound_TheFirstByNameFirst()
    {
        Sign();
        File.Delete(_folder.File("tiny.onnx"));
        File.WriteAllText(_folder.File("extra.bin"), "x");
        var problems = Assert.Throws<ModelException>(() => ModelPackage.Load(_folder.Path, Trust(required: false))).Problems;
        Assert.Equal(2, problems.Count);
        Assert.StartsWith($"{_folder.File("extra.bin")}: is not in the signature", problems[0], StringComparison.Ordinal);
        Assert.StartsWith($"{_folder.File("tiny.onnx")}: no such file", problems[1], StringComparison.Ordinal);
    }

    // Whoever changes a file can also write its new hash, but not sign it.
    [Theory]
    [InlineData("payload")]
    [InlineData("payloadType")]
    [InlineData("sig")]
    public void AForgedSignature_IsRefused(string part)
    {
        Sign();
        var envelope = JsonNode.Parse(File.ReadAllText(_folder.File(ModelSeal.FileName)))!.AsObject();
        var signature = envelope["signatures"]![0]!.AsObject();
        if (part == "payload")
        {
            var statement = Encoding.UTF8.GetString(Convert.FromBase64String((string)envelope["payload"]!));
            envelope["payload"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(statement.Replace("\"revision\":7", "\"revision\":9", StringComparison.Ordinal)));
        }
        else if (part == "payloadType") envelope["payloadType"] = "text/plain";
        else signature["sig"] = Convert.ToBase64String(_other.SignData([1, 2, 3], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        File.WriteAllText(_folder.File(ModelSeal.FileName), envelope.ToJsonString());
        Refused(part == "payloadType" ? "it signs 'text/plain'" : "does not fit what it signs");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"payload\":\"!\",\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":[{\"keyid\":\"the-key\",\"sig\":\"AA==\"}]}")]
    [InlineData("{\"payload\":\"AA==\",\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":[null]}")]
    public void WhatIsNoSignature_IsRefused_WithoutACrash(string text)
    {
        Sign();
        File.WriteAllText(_folder.File(ModelSeal.FileName), text);
        Refused("model.sig");
    }

    [Fact]
    public void AnUnknownKey_IsRefused_WithBothIds()
    {
        Sign(_other, "other-key");
        Refused("signed with 'other-key', expected one of the trusted keys (the-key)");
    }

    [Fact]
    public void AnUnsignedModel_IsRefusedOnlyWhereASignatureIsNeeded()
    {
        Save();
        Assert.Null(ModelPackage.Load(_folder.Path, Trust(required: false)).Seal);
        Refused("the model is not signed");
    }

    [Fact]
    public void AnOlderRevision_DoesNotComeBack()
    {
        var revisions = new ModelRevisions(_folder.File("trust"));
        var seal = new ModelSeal("k", "../../weeds", "1", 7, new Dictionary<string, string>());
        revisions.Remember(seal);
        revisions.Check(seal);
        revisions.Remember(seal with { Revision = 9 });
        Assert.Contains("revision 7, but this device has run revision 9", Assert.Throws<ModelException>(() => revisions.Check(seal)).Message, StringComparison.Ordinal);
        revisions.Check(seal with { Name = "other" });
        Assert.All(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories), f => Assert.Equal("trust", Path.GetFileName(Path.GetDirectoryName(f))));
    }

    private void Refused(string words) =>
        Assert.Contains(words, Assert.Throws<ModelException>(() => ModelPackage.Load(_folder.Path, Trust(required: true))).Message, StringComparison.Ordinal);

    private ModelTrust Trust(bool required) => new(new Dictionary<string, ECDsa> { ["the-key"] = _key }, required);

    private void Sign(ECDsa? key = null, string id = "the-key")
    {
        var package = Save();
        ModelSeal.Write(_folder.Path, package.Manifest, id, key ?? _key, revision: 7);
    }

    private ModelPackage Save()
    {
        Directory.CreateDirectory(_folder.File("data"));
        File.WriteAllText(_folder.File("data/weights.bin"), "weights");
        return TinyOnnx.Logits(8, 8).SaveTo(_folder);
    }
}
