using System.Text.Json;
using SegEdge.EndToEnd.Tests.Device;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

/// <summary>From signing a model to what the device says of it.</summary>
public sealed class SignedModelTests : IDisposable
{
    private readonly TemporaryFolder _model = new(), _keys = new(), _home = new();

    public void Dispose()
    {
        _model.Dispose();
        _keys.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task SignedModel_Verifies_AndTheFirstBadFileIsNamedWhenItDoesNot()
    {
        await SignAsync(1);
        var (code, output, errors) = await VerifyAsync();
        Assert.True(code == 0, errors);
        Assert.Contains("revision 1, 2 files", output, StringComparison.Ordinal);

        File.AppendAllText(_model.File("model.json"), " ");
        (code, _, errors) = await VerifyAsync();
        Assert.Equal(2, code);
        Assert.StartsWith($"error: {_model.File("model.json")}: was changed", errors, StringComparison.Ordinal);
        (code, _, errors) = await RunAsync("check-config");
        Assert.Equal(2, code);
        Assert.Contains($"{_model.File("model.json")}: was changed", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADeviceThatNeedsASignature_RefusesAModelWithout_AndNamesTheNextStep()
    {
        await MakeAsync();
        var (code, _, errors) = await RunAsync("run");
        Assert.Equal(2, code);
        Assert.Contains("the model is not signed. Sign it with 'segedge models sign", errors, StringComparison.Ordinal);
        (code, _, errors) = await SegEdgeProcess.RunAsync(_home.Path, ["check-config", "--set", "Model:Trust:RequireSignature=true", .. Ports()]);
        Assert.Equal(2, code);
        Assert.Contains("Model:Trust:Keys names no key", errors, StringComparison.Ordinal);
        (code, _, errors) = await SegEdgeProcess.RunAsync(_home.Path, ["check-config", "--set", $"Model:Trust:Keys:0={_keys.File("model.key")}", .. Ports()]);
        Assert.Equal(2, code);
        Assert.Contains("is a private key, which has no business on a device", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BirthSaysWhoSigned_AndAnOlderRevisionIsRefusedAfterwards()
    {
        await SignAsync(20);
        await using var broker = await MosquittoProcess.StartAsync();
        await using var subscriber = await TopicRecorder.ListenAsync(broker.Port);
        var (code, output, errors) = await RunAsync("run", "--frames", "2", "--set", "Broker:Embedded=false", "--set", "Mqtt:Host=127.0.0.1", "--set", $"Mqtt:Port={broker.Port}");
        Assert.True(code == 0, errors + output);
        var birth = await subscriber.HearAsync(m => m.Topic.EndsWith("/birth", StringComparison.Ordinal), "birth");
        Assert.Empty(JsonSchemaCheck.Validate(Repository.Path("docs/contract/birth.schema.json"), birth.Text));
        var signature = JsonDocument.Parse(birth.Body).RootElement.GetProperty("signature");
        Assert.True(signature.GetProperty("verified").GetBoolean());
        Assert.Contains(signature.GetProperty("keyId").GetString()!, (await SegEdgeProcess.RunAsync(null, "keys", "show", _keys.File("model.pub"))).Output, StringComparison.Ordinal);

        await SignAsync(19, make: false);
        (code, _, errors) = await RunAsync("check-config");
        Assert.Equal(2, code);
        Assert.Contains("is signed as revision 19, but this device has run revision 20", errors, StringComparison.Ordinal);
    }

    private static string[] Ports() => ["--set", $"Dashboard:Port={FreePort.Find()}", "--set", $"Broker:Port={FreePort.Find()}"];

    private async Task MakeAsync()
    {
        TinyOnnx.Logits(64, 32).SaveTo(_model);
        Assert.Equal(0, (await SegEdgeProcess.RunAsync(null, "keys", "model", "--out", _keys.Path)).ExitCode);
    }

    private async Task SignAsync(int revision, bool make = true)
    {
        if (make) await MakeAsync();
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "models", "sign", _model.Path, "--key", _keys.File("model.key"), "--revision", $"{revision}");
        Assert.True(code == 0, errors);
    }

    private Task<(int ExitCode, string Output, string Errors)> VerifyAsync() =>
        SegEdgeProcess.RunAsync(null, "models", "verify", _model.Path, "--key", _keys.File("model.pub"));

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(string command, params string[] more) => SegEdgeProcess.RunAsync(_home.Path,
        [command, "--set", $"Model:Path={_model.Path}", "--set", $"Model:Trust:Keys:0={_keys.File("model.pub")}", "--set", "Model:Trust:RequireSignature=true",
            "--set", "Explain:Enabled=false", .. Ports(), .. more]);
}
