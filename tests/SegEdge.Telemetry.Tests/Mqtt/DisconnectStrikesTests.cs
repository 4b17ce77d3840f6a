using MQTTnet.Protocol;

namespace SegEdge.Telemetry.Tests.Mqtt;

public sealed class DisconnectStrikesTests
{
    [Theory]
    [InlineData(null, 10)]
    [InlineData(0x80, 10)] // unspecified
    [InlineData(0x81, 3)] // malformed packet
    [InlineData(0x82, 3)] // protocol error
    [InlineData(0x87, 10)] // not authorized
    [InlineData(0x89, 0)] // server busy
    [InlineData(0x8B, 0)] // server shutting down
    [InlineData(0x8D, 10)] // keep-alive time-out
    [InlineData(0x8E, 0)] // session taken over
    [InlineData(0x90, 3)] // topic name invalid
    [InlineData(0x93, 10)] // receive maximum exceeded
    [InlineData(0x94, 3)] // topic alias invalid
    [InlineData(0x95, 1)] // packet too large
    [InlineData(0x96, 0)] // message rate too high
    [InlineData(0x97, 0)] // quota exceeded
    [InlineData(0x98, 0)] // administrative action
    [InlineData(0x99, 3)] // payload format invalid
    [InlineData(0x9C, 0)] // use another server
    [InlineData(0xA0, 0)] // maximum connect time
    public void ARecordIsGivenUp_AfterSoManyEndsOfALink_OrNever(int? word, int ends)
    {
        var strikes = DisconnectStrikes.Of((MqttDisconnectReasonCode?)word);
        Assert.Equal(ends, strikes == 0 ? 0 : (DisconnectStrikes.GiveUp + strikes - 1) / strikes);
    }
}
