import { getAdditionalKeys, type PackageDirectoryLoader } from 'n8n-core';
import {
	ICredentialsHelper,
	injectDomainRestrictionFields,
	NodeHelpers,
	UnexpectedError,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialsExpressionResolveValues,
	type ICredentialType,
	type IExecuteData,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

const NO_NODE: INode = {
	id: '',
	name: '',
	type: '',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** Credentials in memory. n8n's server keeps them encrypted in its database. */
export class CredentialStore extends ICredentialsHelper {
	constructor(
		private readonly loader: PackageDirectoryLoader,
		private readonly nodeTypes: INodeTypes,
		private readonly stored: Record<string, ICredentialDataDecryptedObject>,
	) {
		super();
	}

	/** Returns the stored data with defaults filled in and expressions resolved, as n8n's server does. */
	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		_details: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		values?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const stored = this.stored[type];
		if (raw) return stored;
		const properties = this.getCredentialsProperties(type);
		const entered = stored as INodeParameters;
		const filled = NodeHelpers.getNodeParameters(properties, entered, true, false, null, null);
		const keys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });
		if (values !== undefined) {
			return values.workflow.expression.getParameterValue(
				filled as INodeParameters,
				values.runExecutionData,
				values.runIndex,
				values.itemIndex,
				values.node.name,
				values.connectionInputData,
				mode,
				keys,
				executeData,
				false,
				filled as ICredentialDataDecryptedObject,
			) as ICredentialDataDecryptedObject;
		}
		const { expression } = new Workflow({
			nodes: [NO_NODE],
			connections: {},
			active: false,
			nodeTypes: this.nodeTypes,
		});
		const resolved = expression.getComplexParameterValue(
			NO_NODE,
			filled as INodeParameters,
			mode,
			keys,
			undefined,
			undefined,
			filled as ICredentialDataDecryptedObject,
		);
		return resolved as ICredentialDataDecryptedObject;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		type: string,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.typeOf(type);
		return typeof authenticate === 'function'
			? await authenticate.call(this.typeOf(type), credentials, request)
			: request;
	}

	/** Gets and stores a token if there is none or it has expired, as n8n's server does. */
	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		type: string,
		_node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const credentialType = this.typeOf(type);
		const expirable = credentialType.properties.find(
			(property) => property.type === 'hidden' && property.typeOptions?.expirable === true,
		);
		if (expirable === undefined || credentialType.preAuthentication === undefined) return undefined;
		if (credentials[expirable.name] !== '' && !credentialsExpired) return undefined;
		const output = (await credentialType.preAuthentication.call(
			helpers,
			credentials,
		)) as ICredentialDataDecryptedObject;
		if (output[expirable.name] === undefined) return undefined;
		this.stored[type] = { ...this.stored[type], ...output };
		return Object.assign(credentials, output);
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return injectDomainRestrictionFields(this.typeOf(type));
	}

	getParentTypes(type: string): string[] {
		return this.typeOf(type).extends ?? [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async getCredentials(): Promise<ICredentials> {
		throw new UnexpectedError('The sandbox has no encrypted credentials');
	}

	async updateCredentials(): Promise<void> {
		throw new UnexpectedError('The sandbox changes no credentials but their tokens');
	}

	async updateCredentialsOauthTokenData(): Promise<void> {
		throw new UnexpectedError('The sandbox has no OAuth2 credentials');
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	private typeOf(type: string): ICredentialType {
		return this.loader.getCredential(type).type;
	}
}
